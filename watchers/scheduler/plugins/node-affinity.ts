import type { KubeObject } from '../../../apimachinery/meta.ts'
import { matchesRequirement, matchesSelector } from '../../runtime/label-selector.ts'
import type { FilterPlugin, ScorePlugin } from '../framework.ts'
import { unresolvable } from '../framework.ts'

/** Whether a node selector term holds; an empty term holds nowhere. */
function matchesTerm({ matchExpressions = [], matchFields = [] }: any, { metadata }: KubeObject): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false
  const fields = { 'metadata.name': metadata.name! }
  return matchExpressions.every((requirement: any) => matchesRequirement(requirement, metadata.labels ?? {}))
    && matchFields.every((requirement: any) => matchesRequirement(requirement, fields))
}

/** Node selector and required node affinity. */
export const nodeAffinity: FilterPlugin = {
  name: 'NodeAffinity',
  filter: ({ spec }, { node }) => {
    const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    const matches = matchesSelector({ matchLabels: spec.nodeSelector ?? {} }, node.metadata.labels)
      && (required === undefined || (required.nodeSelectorTerms ?? []).some((term: any) => matchesTerm(term, node)))
    return matches ? undefined : unresolvable("node(s) didn't match Pod's node affinity/selector")
  },
}

/** Preferred node affinity: the share of the weights whose terms hold. */
export const preferredNodeAffinity: ScorePlugin = {
  name: 'NodeAffinity',
  weight: 2,
  score: ({ spec }, { node }) => {
    const preferred: any[] = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    const total = preferred.reduce((sum, { weight }) => sum + weight, 0)
    const held = preferred.filter(({ preference }) => matchesTerm(preference, node)).reduce((sum, { weight }) => sum + weight, 0)
    return total === 0 ? 0 : held / total * 100
  },
}
