import { forbidden, invalid, required, tooLong, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isValidGroupId, isValidUserId } from '../../../../apimachinery/names.ts'
import { invalidFor, unsupported } from './fields.ts'
import { internal } from './internal-print.ts'
import { localPath } from './paths.ts'
import { validateSysctls } from './sysctls.ts'
import { validateWindowsOptions } from './windows.ts'

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined']
const maxProfileBytes = 4095

/** Upstream: ValidateSecurityContext, of a container. */
export function validateSecurityContext(context: any, path: string, hostUsers: boolean): FieldError[] {
  if (!context) return []
  return [
    ...idRules(context, path),
    ...validateProcMount(context.procMount, `${path}.procMount`, hostUsers),
    ...validateSeccompProfile(context.seccompProfile, `${path}.seccompProfile`),
    ...validateEscalation(context, path),
    ...validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`),
    ...validateAppArmorProfile(context.appArmorProfile, `${path}.appArmorProfile`),
  ]
}

/** Upstream: validatePodSpecSecurityContext. */
export function validatePodSecurityContext(spec: any, old: any, path: string): FieldError[] {
  const context = spec.securityContext
  if (!context) return []
  const { fsGroup, supplementalGroups = [], fsGroupChangePolicy, supplementalGroupsPolicy, seLinuxChangePolicy } =
    context
  return [
    ...(fsGroup === undefined ? [] : invalidFor(`${path}.fsGroup`, fsGroup, isValidGroupId(fsGroup))),
    ...idRules(context, path),
    ...supplementalGroups.flatMap((group: number, index: number) =>
      invalidFor(`${path}.supplementalGroups[${index}]`, group, isValidGroupId(group))),
    ...(spec.shareProcessNamespace && spec.hostPID
      ? [invalid(`${path}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled')]
      : []),
    ...validateSysctls(spec, `${path}.sysctls`),
    ...optional(`${path}.fsGroupChangePolicy`, fsGroupChangePolicy, ['Always', 'OnRootMismatch']),
    ...validateSeccompProfile(context.seccompProfile, `${path}.seccompProfile`),
    ...validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`),
    ...validateAppArmorProfile(context.appArmorProfile, `${path}.appArmorProfile`),
    ...optional(`${path}.supplementalGroupsPolicy`, supplementalGroupsPolicy, ['Merge', 'Strict']),
    ...optional(`${path}.seLinuxChangePolicy`, seLinuxChangePolicy, changePolicies(old)),
  ]
}

/** Labels by mount option are off, but where a pod says anything of it already. */
function changePolicies(old: any): string[] {
  return old?.securityContext?.seLinuxChangePolicy === undefined ? ['Recursive'] : ['MountOption', 'Recursive']
}

function optional(path: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  return value === undefined || supported.includes(value) ? [] : [unsupported(path, value, supported)]
}

function idRules({ runAsUser, runAsGroup }: any, path: string): FieldError[] {
  return [
    ...(runAsUser === undefined ? [] : invalidFor(`${path}.runAsUser`, runAsUser, isValidUserId(runAsUser))),
    ...(runAsGroup === undefined ? [] : invalidFor(`${path}.runAsGroup`, runAsGroup, isValidGroupId(runAsGroup))),
  ]
}

function validateProcMount(mount: string | undefined, path: string, hostUsers: boolean): FieldError[] {
  if (mount === undefined) return []
  return [
    ...optional(path, mount, ['Default', 'Unmasked']),
    ...(hostUsers && mount === 'Unmasked' ? [invalid(path, mount, '`hostUsers` must be false to use `Unmasked`')] : []),
  ]
}

function validateEscalation(context: any, path: string): FieldError[] {
  if (context.allowPrivilegeEscalation !== false) return []
  const with_ = (what: string): FieldError =>
    invalid(path, internal('SecurityContext', context), `cannot set \`allowPrivilegeEscalation\` to false and ${what}`)
  const added: string[] = context.capabilities?.add ?? []
  return [
    ...(context.privileged ? [with_('`privileged` to true')] : []),
    ...added.filter((name) => name === 'CAP_SYS_ADMIN').map(() => with_('`capabilities.Add` CAP_SYS_ADMIN')),
  ]
}

function validateSeccompProfile(profile: any, path: string): FieldError[] {
  if (!profile) return []
  return [...validateSeccompType(profile.type, `${path}.type`), ...validateSeccompLocalhost(profile, path)]
}

function validateSeccompType(type: string | undefined, path: string): FieldError[] {
  if (!type) return [required(path, 'type is required when seccompProfile is set')]
  return profileTypes.includes(type) ? [] : [unsupported(path, type, profileTypes)]
}

function validateSeccompLocalhost(profile: any, path: string): FieldError[] {
  const at = `${path}.localhostProfile`
  if (profile.type !== 'Localhost') {
    const message = 'can only be set when seccomp type is Localhost'
    return profile.localhostProfile === undefined ? [] : [invalid(at, internal('SeccompProfile', profile), message)]
  }
  if (profile.localhostProfile === undefined) return [required(at, 'must be set when seccomp type is Localhost')]
  return localPath(at, profile.localhostProfile)
}

/** Upstream: ValidateAppArmorProfileField. */
function validateAppArmorProfile(profile: any, path: string): FieldError[] {
  if (!profile) return []
  const at = `${path}.localhostProfile`
  switch (profile.type) {
    case 'Localhost':
      return validateAppArmorLocalhost(profile.localhostProfile, at)
    case 'RuntimeDefault':
    case 'Unconfined':
      return profile.localhostProfile === undefined
        ? []
        : [invalid(at, profile.localhostProfile, 'can only be set when AppArmor type is Localhost')]
    default:
      return profile.type
        ? [unsupported(`${path}.type`, profile.type, profileTypes)]
        : [required(`${path}.type`, 'type is required when appArmorProfile is set')]
  }
}

function validateAppArmorLocalhost(profile: string | undefined, path: string): FieldError[] {
  if (profile === undefined || profile === '') return [required(path, 'must be set when AppArmor type is Localhost')]
  return [
    ...(profile.trim() === profile ? [] : [invalid(path, profile, 'must not be padded with whitespace')]),
    ...(Buffer.byteLength(profile) > maxProfileBytes ? [tooLong(path, maxProfileBytes)] : []),
  ]
}

/** With its own user namespace a pod may share no other of the host's. Upstream: validateHostUsers. */
export function validateHostUsers(spec: any, path: string): FieldError[] {
  if (spec.hostUsers !== false) return []
  const shared = [['hostNetwork', 'hostNetwork'], ['hostPID', 'HostPID'], ['hostIPC', 'HostIPC']] as const
  return shared
    .filter(([field]) => spec[field])
    .map(([, name]) => forbidden(`${path}.${name}`, 'when `hostUsers` is false'))
}
