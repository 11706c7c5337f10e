import type { KubeObject } from '../../apimachinery/meta.ts'
import { conditionOf, isPodTerminal } from '../runtime/pods.ts'

/** So many ended pods may stay; upstream: terminated-pod-gc-threshold. */
const keptEnded = 12_500

const outOfService = 'node.kubernetes.io/out-of-service'

/** Why no agent will ever end the pod: deleted before it had a node, its node is switched off for good, or gone. */
export type Abandonment = 'unscheduled' | 'out of service' | 'orphaned'

/** `node` is undefined where there is none of that name. */
export function abandonment({ metadata, spec }: KubeObject, node: KubeObject | undefined): Abandonment | undefined {
  const isLeaving = metadata.deletionTimestamp !== undefined
  if (!spec.nodeName) return isLeaving ? 'unscheduled' : undefined
  if (node === undefined) return 'orphaned'
  return isLeaving && isOutOfService(node) ? 'out of service' : undefined
}

/** An administrator says that it is switched off and will not come back by itself. */
export function isOutOfService(node: KubeObject): boolean {
  const isTainted = (node['spec']?.taints ?? []).some(({ key }: any) => key === outOfService)
  return isTainted && conditionOf(node, 'Ready')?.status !== 'True'
}

/** What an orphaned pod is told before it goes. */
export const disruption = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByPodGC',
  message: 'PodGC: node no longer exists',
}

/** The ended pods beyond what may stay: evicted ones first, then the oldest. */
export function surplus(pods: readonly KubeObject[], kept = keptEnded): KubeObject[] {
  const ended = pods.filter(isPodTerminal)
  if (ended.length <= kept) return []
  const isEvicted = ({ status }: KubeObject) => status?.reason === 'Evicted'
  const sorted = ended.sort((a, b) => Number(isEvicted(b)) - Number(isEvicted(a)) || compareAge(a, b))
  return sorted.slice(0, ended.length - kept)
}

function compareAge(a: KubeObject, b: KubeObject): number {
  const [left, right] = [a, b].map(({ metadata }) => `${metadata.creationTimestamp} ${metadata.name}`)
  return left! < right! ? -1 : 1
}
