import { forbidden, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { unsupported } from './fields.ts'

type Located = readonly { container: any; path: string }[]

const supported = ['linux', 'windows']
const podLinuxOnly = [
  'appArmorProfile', 'seLinuxOptions', '^hostUsers', '^hostPID', '^hostIPC', 'seccompProfile', 'fsGroup',
  'fsGroupChangePolicy', 'sysctls', '^shareProcessNamespace', 'runAsUser', 'runAsGroup', 'supplementalGroups',
  'supplementalGroupsPolicy', 'seLinuxChangePolicy',
]
const containerLinuxOnly = [
  'appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged',
  'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup',
]

/** What a pod of a named system may not ask for. Upstream: validateOS, validateLinux, validateWindows. */
export function validateOS(spec: any, containers: Located, path: string): FieldError[] {
  if (!spec.os) return []
  if (!spec.os.name) return [required(`${path}.os.name`)]
  if (!supported.includes(spec.os.name)) return [unsupported(`${path}.os`, spec.os.name, supported)]
  return spec.os.name === 'linux' ? validateLinux(spec, containers, path) : validateWindows(spec, containers, path)
}

function validateLinux(spec: any, containers: Located, path: string): FieldError[] {
  const message = 'windows options cannot be set for a linux pod'
  return [
    ...(spec.securityContext?.windowsOptions ? [forbidden(`${path}.securityContext.windowsOptions`, message)] : []),
    ...containers
      .filter(({ container }) => container.securityContext?.windowsOptions)
      .map(({ path: at }) => forbidden(`${at}.securityContext.windowsOptions`, message)),
  ]
}

function validateWindows(spec: any, containers: Located, path: string): FieldError[] {
  const message = 'cannot be set for a windows pod'
  return [
    ...podLinuxOnly.flatMap((name) => {
      const [holder, field, at] = name.startsWith('^')
        ? [spec, name.slice(1), `${path}.${name.slice(1)}`]
        : [spec.securityContext, name, `${path}.securityContext.${name}`]
      return isSet(holder?.[field], field) ? [forbidden(at, message)] : []
    }),
    ...containers.flatMap(({ container, path: at }) =>
      containerLinuxOnly
        .filter((field) => container.securityContext?.[field] !== undefined)
        .map((field) => forbidden(`${at}.securityContext.${field}`, message))),
  ]
}

/** Go's plain booleans and lists are set when they are not zero, its pointers when they are there. */
function isSet(value: any, field: string): boolean {
  if (field === 'hostPID' || field === 'hostIPC') return value === true
  if (field === 'sysctls') return (value ?? []).length > 0
  return value !== undefined
}
