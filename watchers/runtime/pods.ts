import type { KubeObject } from '../../apimachinery/meta.ts'

/** A condition of an object's status by its type. */
export function conditionOf(object: KubeObject, type: string): any {
  return object['status']?.conditions?.find((condition: any) => condition.type === type)
}

export function isPodReady(pod: KubeObject): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True'
}

/** Its containers have ended and will not start again. */
export function isPodTerminal(pod: KubeObject): boolean {
  return pod['status']?.phase === 'Succeeded' || pod['status']?.phase === 'Failed'
}

/** Counts towards a controller's replicas. */
export function isPodActive(pod: KubeObject): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined
}

/** On its way out but not yet gone; upstream: IsPodTerminating. */
export function isPodTerminating(pod: KubeObject): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined
}

/**
 * In how many milliseconds the pod will have been ready for long enough: 0 when it is available,
 * undefined when not ready.
 */
export function availableIn(pod: KubeObject, minReadySeconds: number, now: number): number | undefined {
  const ready = conditionOf(pod, 'Ready')
  if (ready?.status !== 'True') return undefined
  if (minReadySeconds === 0) return 0
  return Math.max(0, Date.parse(ready.lastTransitionTime) + minReadySeconds * 1000 - now)
}
