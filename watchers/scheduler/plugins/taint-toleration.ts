import { tolerates } from '../../../apimachinery/tolerations.ts'
import type { Taint, Toleration } from '../../../apimachinery/tolerations.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { FilterPlugin, ScorePlugin } from '../framework.ts'
import { inverse, unresolvable } from '../framework.ts'

const taintsOf = (node: KubeObject): Taint[] => node['spec']?.taints ?? []

/** Whether the pod may not be on the node because of a taint that forbids to go there. */
export function isKeptAway({ spec }: KubeObject, node: KubeObject): boolean {
  const tolerations: Toleration[] = spec.tolerations ?? []
  return taintsOf(node).some((taint) =>
    taint.effect !== 'PreferNoSchedule' && !tolerations.some((toleration) => tolerates(toleration, taint)))
}

/** Taints keep pods away that do not tolerate them. */
export const taintToleration: FilterPlugin = {
  name: 'TaintToleration',
  prepare: (pod) =>
    ({ node }) => (isKeptAway(pod, node) ? unresolvable('node(s) had untolerated taint(s)') : undefined),
}

/** Prefers nodes with few taints of the kind that only asks pods to stay away. */
export const fewestTaints: ScorePlugin = {
  name: 'TaintToleration',
  weight: 3,
  prepare: ({ spec }) => {
    const tolerations = (spec.tolerations ?? [])
      .filter(({ effect = '' }: Toleration) => effect === '' || effect === 'PreferNoSchedule')
    return {
      score: ({ node }) => taintsOf(node).filter((taint) => taint.effect === 'PreferNoSchedule'
        && !tolerations.some((toleration: Toleration) => tolerates(toleration, taint))).length,
      normalize: inverse,
    }
  },
}
