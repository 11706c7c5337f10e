import { matchesLabels, requirementsOf } from '../selectors.ts'
import type { KubeObject } from '../meta.ts'

/** Upstream: core.ScopedResourceSelectorRequirement. */
export interface ScopeRequirement {
  scopeName: string
  operator: string
  values?: string[]
}

/** All scopes that an object must fall under to count against this quota. */
export function scopesOf({ spec }: KubeObject): ScopeRequirement[] {
  const names: string[] = spec?.scopes ?? []
  return [
    ...names.map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...(spec?.scopeSelector?.matchExpressions ?? []),
  ]
}

/** Whether the value that an object has for a scope, or has not, is what is required. */
export function holdsScopeValue({ scopeName, operator, values = [] }: ScopeRequirement, value: string): boolean {
  const requirements = requirementsOf({ matchExpressions: [{ key: scopeName, operator, values }] })
  return matchesLabels(requirements, value === '' ? {} : { [scopeName]: value })
}
