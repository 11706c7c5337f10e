import { matchesNodeSelector, matchesNodeSelectorTerm } from '../../../apimachinery/node-selectors.ts'
import type { NodeSelectorTerm } from '../../../apimachinery/node-selectors.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { FilterPlugin, ScorePlugin } from '../framework.ts'
import { proportional, unresolvable } from '../framework.ts'

/** Node selector and required node affinity. Upstream: nodeaffinity.GetRequiredNodeAffinity. */
export function matchesRequiredAffinity({ spec }: KubeObject, node: KubeObject): boolean {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return hasLabels(node, spec.nodeSelector)
    && (required === undefined || matchesNodeSelector(required, node))
}

function hasLabels({ metadata }: KubeObject, wanted: Record<string, string> = {}): boolean {
  return Object.entries(wanted).every(([key, value]) => metadata.labels?.[key] === value)
}

/** A pod goes only to nodes that it selects. */
export const nodeAffinity: FilterPlugin = {
  name: 'NodeAffinity',
  prepare: (pod) => ({ node }) =>
    (matchesRequiredAffinity(pod, node)
      ? undefined
      : unresolvable("node(s) didn't match Pod's node affinity/selector")),
}

interface Preferred { weight: number; preference: NodeSelectorTerm }

/** Preferred node affinity: the weights of the terms that hold. */
export const preferredNodeAffinity: ScorePlugin = {
  name: 'NodeAffinity',
  weight: 2,
  prepare: ({ spec }) => {
    const preferred: Preferred[] = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    if (preferred.length === 0) return undefined
    return {
      score: ({ node }) => preferred.filter(({ preference }) => matchesNodeSelectorTerm(preference, node))
        .reduce((sum, { weight }) => sum + weight, 0),
      normalize: proportional,
    }
  },
}
