import type { KubeObject } from '../../apimachinery/meta.ts'
import { controllerReference } from '../runtime/owners.ts'
import { rankForDeletion } from './ranking.ts'

/** At most so many pods are created or deleted in one go; upstream: BurstReplicas. */
const burst = 500

export type PodPlan = { create: number } | { delete: KubeObject[] } | undefined

/** The pods to create or delete so that there are as many active ones as wanted. */
export function planPods(
  replicaSet: KubeObject, active: readonly KubeObject[], related: readonly KubeObject[], now: number,
): PodPlan {
  const missing = (replicaSet['spec'].replicas ?? 1) - active.length
  if (missing > 0) return { create: Math.min(missing, burst) }
  if (missing === 0) return undefined
  const surplus = Math.min(-missing, burst)
  return { delete: surplus === active.length ? [...active] : rankForDeletion(active, related, now).slice(0, surplus) }
}

/** A pod of the ReplicaSet's template. */
export function podFrom(replicaSet: KubeObject): KubeObject {
  const { metadata = {}, spec } = replicaSet['spec'].template
  const { labels, annotations, finalizers } = metadata
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${replicaSet.metadata.name}-`,
      namespace: replicaSet.metadata.namespace!,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(replicaSet)],
    },
    spec,
  }
}

/**
 * Sizes of the batches in which to create `count` pods: 1, 2, 4 and so on. Where every create fails (a quota), only
 * the first batch is spent.
 */
export function slowStart(count: number): number[] {
  const sizes: number[] = []
  for (let size = 1, left = count; left > 0; left -= size, size = Math.min(size * 2, left)) sizes.push(size)
  return sizes
}
