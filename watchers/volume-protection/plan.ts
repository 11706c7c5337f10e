import type { KubeObject } from '../../apimachinery/meta.ts'

/** The finalizers that the API server gives to what must not go while it is used. */
export const finalizers = {
  claim: 'kubernetes.io/pvc-protection',
  volume: 'kubernetes.io/pv-protection',
  attributesClass: 'kubernetes.io/vac-protection',
} as const

/** Whether an object is on its way out, and only this finalizer's owner can let it go. */
export function isDeletionCandidate({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer)
}

/** The claims that a pod names, and those that its ephemeral volumes are made as. */
export function claimsOf(pod: KubeObject): string[] {
  const volumes: any[] = pod['spec']?.volumes ?? []
  return volumes.flatMap(({ name, persistentVolumeClaim, ephemeral }) => [
    ...(persistentVolumeClaim ? [String(persistentVolumeClaim.claimName)] : []),
    ...(ephemeral ? [`${pod.metadata.name}-${name}`] : []),
  ])
}

/**
 * Whether a pod keeps a claim from going. One without a node does not: no agent starts a pod with a claim that is
 * going. An ephemeral volume's claim may go with its pod. Upstream: pvcprotection's podUsesPVCForDeletion.
 */
export function usesClaim(pod: KubeObject, claim: KubeObject): boolean {
  if (!pod['spec']?.nodeName) return false
  const volumes: any[] = pod['spec'].volumes ?? []
  return volumes.some(({ name, persistentVolumeClaim, ephemeral }) =>
    persistentVolumeClaim?.claimName === claim.metadata.name ||
    (ephemeral && !isShutDown(pod) && `${pod.metadata.name}-${name}` === claim.metadata.name && isFor(claim, pod)))
}

const isFor = (claim: KubeObject, pod: KubeObject): boolean =>
  (claim.metadata.ownerReferences ?? []).some(({ uid, controller }) => controller === true && uid === pod.metadata.uid)

/** Only its removal is left, which may itself wait for the claim. */
const isShutDown = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0

/** Whether a claim or a volume is of a class, or is becoming so. */
export function isOfClass({ spec = {}, status = {} }: Record<string, any>, name: string): boolean {
  const named = [
    spec.volumeAttributesClassName, status.currentVolumeAttributesClassName,
    status.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ]
  return named.includes(name)
}
