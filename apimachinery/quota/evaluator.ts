import type { Amounts } from '../amounts.ts'
import type { KubeObject } from '../meta.ts'
import type { ScopeRequirement } from './scopes.ts'

/** How a kind counts against quotas. Upstream: quota.Evaluator. */
export interface QuotaEvaluator {
  /** Which of these resources the kind can use up. */
  matchingResources(names: readonly string[]): string[]
  /** Whether the object falls under a scope of a quota. */
  matchesScope(requirement: ScopeRequirement, object: KubeObject): boolean
  usage(object: KubeObject, now: Date): Amounts
  /** What an object lacks that these resources make it say; undefined when nothing. */
  missing?(names: readonly string[], object: KubeObject): string | undefined
  /** Whether an update, or one of a subresource, can use up more; creations always can. */
  countsUpdate?(subresource: string, object: KubeObject, old: KubeObject): boolean
}

/** The name under which the objects of a kind are counted. */
export function objectCountName({ group, resource }: { group: string; resource: string }): string {
  return `count/${resource}${group === '' ? '' : `.${group}`}`
}
