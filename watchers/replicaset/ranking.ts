import type { KubeObject } from '../../apimachinery/meta.ts'
import { conditionOf, isPodReady } from '../runtime/pods.ts'

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'
const phases: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 }

/**
 * The pods, those to be deleted first in front: what serves least. `related` are all pods of the same deployment, which
 * tell how crowded a node is. Upstream: ActivePodsWithRanks and getPodsRankedByRelatedPodsOnSameNode.
 */
export function rankForDeletion(
  pods: readonly KubeObject[], related: readonly KubeObject[], now: number,
): KubeObject[] {
  const onNode = new Map<string, number>()
  for (const { spec } of related) onNode.set(spec.nodeName ?? '', (onNode.get(spec.nodeName ?? '') ?? 0) + 1)
  return [...pods].sort((a, b) => compare(a, b, onNode, now))
}

function compare(a: KubeObject, b: KubeObject, onNode: ReadonlyMap<string, number>, now: number): number {
  const crowd = (pod: KubeObject) => onNode.get(pod['spec'].nodeName ?? '') ?? 0
  return Number(Boolean(a['spec'].nodeName)) - Number(Boolean(b['spec'].nodeName))
    || phaseRank(a) - phaseRank(b)
    || Number(isPodReady(a)) - Number(isPodReady(b))
    || cost(a) - cost(b)
    || crowd(b) - crowd(a)
    || (isPodReady(a) && isPodReady(b) ? youngerFirst(readySince(a), readySince(b), now) : 0)
    || restarts(b) - restarts(a)
    || youngerFirst(a.metadata.creationTimestamp, b.metadata.creationTimestamp, now)
    || (a.metadata.uid! < b.metadata.uid! ? -1 : 1)
}

function phaseRank(pod: KubeObject): number {
  return phases[pod['status']?.phase] ?? 0
}

function cost(pod: KubeObject): number {
  const text = pod.metadata.annotations?.[deletionCost] ?? '0'
  return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0
}

function restarts(pod: KubeObject): number {
  const counts = (pod['status']?.containerStatuses ?? []).map((status: any) => status.restartCount ?? 0)
  return Math.max(0, ...counts)
}

function readySince(pod: KubeObject): string | undefined {
  return conditionOf(pod, 'Ready')?.lastTransitionTime
}

/** Ages count by powers of two, so that among pods of about one age the choice is spread by uid. */
function youngerFirst(a: string | null | undefined, b: string | null | undefined, now: number): number {
  return ageRank(a, now) - ageRank(b, now)
}

function ageRank(time: string | null | undefined, now: number): number {
  if (!time) return -1
  const nanoseconds = (now - Date.parse(time)) * 1e6
  return nanoseconds <= 0 ? -1 : Math.floor(Math.log2(nanoseconds))
}
