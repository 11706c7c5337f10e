import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'

/** Upstream: rbac.PolicyRule. */
export interface PolicyRule {
  verbs?: string[] | null
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
  nonResourceURLs?: string[]
}

/** What is wrong with the rules of a role; those of a namespace are about resources only. */
export function validateRules({ rules }: KubeObject, namespaced: boolean): FieldError[] {
  return ((rules ?? []) as PolicyRule[]).flatMap((rule, at) => validateRule(rule, namespaced, `rules[${at}]`))
}

/** Upstream: ValidatePolicyRule. */
function validateRule(rule: PolicyRule, namespaced: boolean, path: string): FieldError[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs: urls = [] } = rule
  const verbErrors = (verbs ?? []).length === 0
    ? [required(`${path}.verbs`, 'verbs must contain at least one value')]
    : []
  if (urls.length > 0) {
    const wrong = (why: string): FieldError => invalid(`${path}.nonResourceURLs`, urls, why)
    const mixed = apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0
    return [
      ...verbErrors,
      ...(namespaced ? [wrong('namespaced rules cannot apply to non-resource URLs')] : []),
      ...(mixed ? [wrong('rules cannot apply to both regular resources and non-resource URLs')] : []),
    ]
  }
  return [
    ...verbErrors,
    ...(apiGroups.length === 0
      ? [required(`${path}.apiGroups`, 'resource rules must supply at least one api group')]
      : []),
    ...(resources.length === 0
      ? [required(`${path}.resources`, 'resource rules must supply at least one resource')]
      : []),
  ]
}
