/** What requests a webhook or a policy is about. Upstream: validateRuleWithOperations and what it calls. */
import { duplicate, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { isPathSegmentName } from '../../../apimachinery/names.ts'
import { invalidFor, unsupported } from '../core/validation/fields.ts'

/** Upstream: NamedRuleWithOperations. */
export interface Rule {
  operations?: string[]
  apiGroups?: string[]
  apiVersions?: string[]
  resources?: string[]
  scope?: string
  resourceNames?: string[]
}

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
const scopes = ['*', 'Cluster', 'Namespaced']

/** Rules without a scope are about objects with a namespace and without. */
export function defaultRule(rule: Rule): void {
  rule.scope ??= '*'
}

/** A rule that may name objects. */
export function validateNamedRule(rule: Rule, path: string): FieldError[] {
  const names = rule.resourceNames ?? []
  return [
    ...names.flatMap((name, at) => [
      ...invalidFor(`${path}.resourceNames[${at}]`, name, isPathSegmentName(name)),
      ...(names.indexOf(name) < at ? [duplicate(`${path}.resourceNames[${at}]`, name)] : []),
    ]),
    ...validateRule(rule, path),
  ]
}

/** What is wrong with operations, groups, versions, resources and scope. */
export function validateRule(rule: Rule, path: string): FieldError[] {
  const given = rule.operations ?? []
  const versions = rule.apiVersions ?? []
  const { scope } = rule
  return [
    ...(given.length === 0 ? [required(`${path}.operations`)] : []),
    ...onlyWildcard(given, `${path}.operations`, 'operations'),
    ...given.flatMap(
      (one, at) => (operations.includes(one) ? [] : [unsupported(`${path}.operations[${at}]`, one, operations)]),
    ),
    ...((rule.apiGroups ?? []).length === 0 ? [required(`${path}.apiGroups`)] : []),
    ...onlyWildcard(rule.apiGroups ?? [], `${path}.apiGroups`, 'API groups'),
    ...(versions.length === 0 ? [required(`${path}.apiVersions`)] : []),
    ...onlyWildcard(versions, `${path}.apiVersions`, 'API versions'),
    ...versions.flatMap((version, at) => (version === '' ? [required(`${path}.apiVersions[${at}]`)] : [])),
    ...validateResources(rule.resources ?? [], `${path}.resources`),
    ...(scope === undefined || scopes.includes(scope) ? [] : [unsupported(`${path}.scope`, scope, scopes)]),
  ]
}

function onlyWildcard(values: string[], path: string, what: string): FieldError[] {
  if (values.length < 2 || !values.includes('*')) return []
  return [invalid(path, values, `if '*' is present, must not specify other ${what}`)]
}

function validateResources(resources: string[], path: string): FieldError[] {
  const plain = resources.filter((one) => one !== '' && !one.includes('/'))
  // Upstream asks the last of those without a subresource only.
  const withStar = plain.includes('*') && plain.at(-1) !== '*'
  return [
    ...(resources.length === 0 ? [required(path)] : []),
    ...resources.flatMap((one, at) => validateResource(one, resources.slice(0, at), `${path}[${at}]`)),
    ...(resources.length > 1 && resources.includes('*/*')
      ? [invalid(path, resources, "if '*/*' is present, must not specify other resources")]
      : []),
    ...(withStar
      ? [invalid(path, resources, "if '*' is present, must not specify other resources without subresources")]
      : []),
  ]
}

function validateResource(name: string, before: readonly string[], path: string): FieldError[] {
  if (name === '') return [required(path)]
  const slash = name.indexOf('/')
  if (slash < 0) return []
  const [resource, part] = [name.slice(0, slash), name.slice(slash + 1)]
  return [`${resource}/*`, `*/${part}`].filter((wide) => before.includes(wide))
    .map((wide) => invalid(path, name, `if '${wide}' is present, must not specify ${name}`))
}
