import { matchesLabels } from './selectors.ts'
import type { Requirement } from './selectors.ts'
import type { KubeObject } from './meta.ts'

/** Upstream: v1.NodeSelectorRequirement. */
export interface NodeSelectorRequirement {
  key: string
  operator: string
  values?: string[]
}

/** Upstream: v1.NodeSelectorTerm; what it lists must all hold. */
export interface NodeSelectorTerm {
  matchExpressions?: NodeSelectorRequirement[]
  matchFields?: NodeSelectorRequirement[]
}

/** Upstream: v1.NodeSelector; one of its terms must hold. */
export interface NodeSelector {
  nodeSelectorTerms?: NodeSelectorTerm[]
}

const operators: Readonly<Record<string, Requirement['operator']>> = {
  In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!', Gt: 'gt', Lt: 'lt',
}

/** Whether a node is one that the selector means. Upstream: nodeaffinity.NodeSelector.Match. */
export function matchesNodeSelector({ nodeSelectorTerms = [] }: NodeSelector, node: KubeObject): boolean {
  return nodeSelectorTerms.some((term) => matchesNodeSelectorTerm(term, node))
}

/** Whether all of the term holds for the node; an empty term holds for none. */
export function matchesNodeSelectorTerm(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm, { metadata }: KubeObject,
): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false
  const fields = { 'metadata.name': metadata.name ?? '' }
  return matchExpressions.every((requirement) => holds(requirement, metadata.labels))
    && matchFields.every((requirement) => holds(requirement, fields))
}

/** An operator that is not known holds for nothing. */
function holds(
  { key, operator, values = [] }: NodeSelectorRequirement, labels: Record<string, string> | undefined,
): boolean {
  const known = operators[operator]
  return known !== undefined && matchesLabels([{ key, operator: known, values }], labels)
}
