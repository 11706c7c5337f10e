import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { locateContainers } from './validation/locate-containers.ts'

/** What a container's profile is called among the annotations of old. */
export const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/'

/**
 * The profile an annotation of old stands for; undefined for one that is none.
 * Upstream: ApparmorFieldForAnnotation.
 */
export function profileOfAnnotation(annotation: string): Record<string, string> | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' }
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' }
  const local = annotation.startsWith('localhost/') ? annotation.slice('localhost/'.length) : ''
  return local === '' || local !== local.trim() ? undefined : { type: 'Localhost', localhostProfile: local }
}

/** Profiles that a new pod names by annotation become fields. Upstream: applyAppArmorVersionSkew. */
export function liftAppArmorAnnotations(pod: KubeObject, warn: (text: string) => void): void {
  const spec = pod['spec']
  if (spec.os?.name === 'windows') return
  for (const { container } of locateContainers(spec, '')) {
    const key = `${appArmorAnnotation}${container.name}`
    const annotation = pod.metadata.annotations?.[key]
    if (annotation === undefined || container.securityContext?.appArmorProfile) continue
    const profile = profileOfAnnotation(annotation)
    if (profile !== undefined && semanticEqual(profile, spec.securityContext?.appArmorProfile)) continue
    if (profile !== undefined) container.securityContext = { ...container.securityContext, appArmorProfile: profile }
    warn(`metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`)
  }
}
