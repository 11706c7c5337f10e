import { forbidden, invalid, type FieldError } from '../../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../../apimachinery/meta.ts'
import { locateContainers } from './locate-containers.ts'
import { localPath } from './paths.ts'

type Annotations = Readonly<Record<string, string>>

const mirror = 'kubernetes.io/config.mirror'
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'
const appArmor = 'container.apparmor.security.beta.kubernetes.io/'
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod'
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/'

/** Annotations that mean something to a pod. Upstream: ValidatePodSpecificAnnotations. */
export function validatePodAnnotations(annotations: Annotations = {}, spec: any, path: string): FieldError[] {
  const cost = annotations[deletionCost]
  const unbound = annotations[mirror] !== undefined && !spec.nodeName
  const seccomp = Object.entries(annotations).filter(([key]) => key === seccompPod || key.startsWith(seccompContainer))
  return [
    ...(unbound
      ? [invalid(`${path}[${mirror}]`, annotations[mirror], 'must set spec.nodeName if mirror pod annotation is set')]
      : []),
    ...(cost === undefined || isInt32(cost)
      ? []
      : [invalid(`${path}[${deletionCost}]`, cost, 'must be a 32bit integer')]),
    ...seccomp.flatMap(([key, profile]) => validateSeccomp(profile, `${path}.${key}`)),
    ...Object.entries(annotations)
      .filter(([key]) => key.startsWith(appArmor))
      .flatMap(([key, profile]) => validateAppArmor(key, profile, spec, path)),
  ]
}

/** As Go's ParseInt takes it, without a plus sign and leading zeros. */
function isInt32(text: string): boolean {
  const value = Number(text)
  return /^(0|-?[1-9]\d*)$/.test(text) && value >= -(2 ** 31) && value < 2 ** 31
}

function validateSeccomp(profile: string, path: string): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return []
  if (profile.startsWith('localhost/')) return localPath(path, profile.slice('localhost/'.length))
  return [invalid(path, profile, 'must be a valid seccomp profile')]
}

function validateAppArmor(key: string, profile: string, spec: any, path: string): FieldError[] {
  const name = key.slice(appArmor.length)
  const known = locateContainers(spec, '').some(({ container }) => container.name === name)
  const valid = ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith('localhost/')
  const message = `invalid AppArmor profile name: ${JSON.stringify(profile)}`
  return [
    ...(known ? [] : [invalid(`${path}[${key}]`, name, 'container not found')]),
    ...(valid ? [] : [invalid(`${path}[${key}]`, profile, message)]),
  ]
}

/** Where a profile is said by annotation and by field, both must say the same. */
export function validateProfileAgreement(annotations: Annotations = {}, spec: any, path: string): FieldError[] {
  const containers = locateContainers(spec, path)
  const podSeccomp = spec.securityContext?.seccompProfile
  return [
    ...agree(annotations[seccompPod], podSeccomp, `${path}.securityContext.seccompProfile`, 'seccomp'),
    ...containers.flatMap(({ container, path: at }) => {
      const { seccompProfile } = container.securityContext ?? {}
      return agree(
        annotations[`${seccompContainer}${container.name}`], seccompProfile, `${at}.securityContext.seccompProfile`,
        'seccomp',
      )
    }),
    ...(spec.os?.name === 'windows' ? [] : containers.flatMap(({ container, path: at }) => {
      const profile = container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile
      return agree(
        annotations[`${appArmor}${container.name}`], profile, `${at}.securityContext.appArmorProfile`, 'apparmor',
      )
    })),
  ]
}

function agree(annotation: string | undefined, profile: any, path: string, what: string): FieldError[] {
  if (annotation === undefined || !profile) return []
  const differs = [forbidden(`${path}.type`, `${what} type in annotation and field must match`)]
  switch (profile.type) {
    case 'Unconfined':
      return annotation === 'unconfined' ? [] : differs
    case 'RuntimeDefault':
      return annotation === 'runtime/default' || (what === 'seccomp' && annotation === 'docker/default') ? [] : differs
    case 'Localhost':
      if (!annotation.startsWith('localhost/')) return differs
      return annotation === `localhost/${profile.localhostProfile}`
        ? []
        : [forbidden(`${path}.localhostProfile`, `${what} profile in annotation and field must match`)]
    default:
      return []
  }
}

/** Upstream: ValidatePodSpecificAnnotationUpdates. */
export function validatePodAnnotationsUpdate(pod: KubeObject, before: KubeObject, path: string): FieldError[] {
  const [next, old] = [pod.metadata.annotations ?? {}, before.metadata.annotations ?? {}]
  const rule = (key: string, verb: string): FieldError[] => [
    ...(key.startsWith(appArmor) ? [forbidden(`${path}[${key}]`, `may not ${verb} AppArmor annotations`)] : []),
    ...(key === mirror ? [forbidden(`${path}[${key}]`, `may not ${verb} mirror pod annotation`)] : []),
  ]
  return [
    ...Object.keys(old).filter((key) => next[key] !== old[key]).flatMap((key) => rule(key, 'remove or update')),
    ...Object.keys(next).filter((key) => old[key] === undefined).flatMap((key) => rule(key, 'add')),
    ...validatePodAnnotations(next, pod['spec'], path),
  ]
}
