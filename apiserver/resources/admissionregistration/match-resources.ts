/**
 * What requests and parameters a policy is about.
 * Upstream: validateMatchResources, validateParamKind, validateParamRef.
 */
import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { isDNS1035Label, isDNS1123Subdomain, isPathSegmentName } from '../../../apimachinery/names.ts'
import { type LabelSelector, validateLabelSelector } from '../../../apimachinery/selectors.ts'
import { invalidFor, unsupported } from '../core/validation/fields.ts'
import { defaultRule, type Rule, validateNamedRule } from './rules.ts'

const matchPolicies = ['Equivalent', 'Exact']
/** What is deleted cannot be changed. */
const mutatingOperations = ['*', 'CONNECT', 'CREATE', 'UPDATE']

/** Fills what a match leaves open, in place. */
export function defaultMatch(match: any): void {
  if (!match) return
  match.matchPolicy ??= 'Equivalent'
  match.namespaceSelector ??= {}
  match.objectSelector ??= {}
  match.resourceRules?.forEach(defaultRule)
  match.excludeResourceRules?.forEach(defaultRule)
}

export function validateMatch(match: any, path: string): FieldError[] {
  if (!match) return []
  const policy: string | undefined = match.matchPolicy
  const rules = (field: string): FieldError[] =>
    (match[field] ?? []).flatMap((rule: Rule, at: number) => validateNamedRule(rule, `${path}.${field}[${at}]`))
  return [
    ...(policy === undefined || matchPolicies.includes(policy)
      ? []
      : [unsupported(`${path}.matchPolicy`, policy, matchPolicies)]),
    ...validateLabelSelector(match.namespaceSelector, `${path}.namespaceSelector`),
    ...validateLabelSelector(match.objectSelector, `${path}.objectSelector`),
    ...rules('resourceRules'),
    ...rules('excludeResourceRules'),
  ]
}

/** Upstream's paths name neither the rule nor the operation. */
export function validateMutatingOperations(match: any, path: string): FieldError[] {
  const given: string[] = (match?.resourceRules ?? []).flatMap(({ operations }: Rule) => operations ?? [])
  return given.filter((one) => !mutatingOperations.includes(one))
    .map((one) => unsupported(`${path}.resourceRules.operations`, one, mutatingOperations))
}

/** The kind of the objects that parameterize a policy. */
export function validateParamKind(paramKind: any, path: string): FieldError[] {
  if (!paramKind) return []
  const { kind = '', apiVersion = '' } = paramKind
  const kindErrors = isDNS1035Label(kind.toLowerCase())
  return [
    ...(apiVersion === '' ? [required(`${path}.apiVersion`)] : validateApiVersion(apiVersion, `${path}.apiVersion`)),
    ...(kind === '' ? [required(`${path}.kind`)] : []),
    ...(kind !== '' && kindErrors.length > 0
      ? [invalid(`${path}.kind`, kind, `may have mixed case, but should otherwise match: ${kindErrors.join(',')}`)]
      : []),
  ]
}

function validateApiVersion(apiVersion: string, path: string): FieldError[] {
  const parts = apiVersion === '/' ? [''] : apiVersion.split('/')
  if (parts.length > 2) return [invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)]
  const [group, version] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['', parts[0] ?? '']
  const [groupErrors, versionErrors] = [isDNS1123Subdomain(group), isDNS1035Label(version)]
  return [
    ...(group !== '' && groupErrors.length > 0 ? [invalid(path, group, groupErrors.join(','))] : []),
    ...(version === '' ? [invalid(path, apiVersion, 'version must be specified')] : []),
    ...(version !== '' && versionErrors.length > 0 ? [invalid(path, version, versionErrors.join(','))] : []),
  ]
}

/** Which objects parameterize a binding: one by its name, or all that a selector finds. */
export function validateParamRef(ref: any, path: string): FieldError[] {
  if (!ref) return []
  const { name = '', selector, parameterNotFoundAction: action } = ref
  const exclusive = 'name and selector are mutually exclusive'
  const both = name !== '' && selector
  return [
    ...(name === '' ? [] : invalidFor(`${path}.name`, name, isPathSegmentName(name))),
    ...(both ? [forbidden(`${path}.name`, exclusive)] : []),
    ...validateLabelSelector(selector, `${path}.selector`),
    ...(both ? [forbidden(`${path}.selector`, exclusive)] : []),
    ...(name === '' && !selector ? [required(path, 'one of name or selector must be specified')] : []),
    ...(action ? [] : [required(`${path}.parameterNotFoundAction`)]),
    ...(action && action !== 'Deny' && action !== 'Allow'
      ? [unsupported(`${path}.parameterNotFoundAction`, action, ['Deny', 'Allow'])]
      : []),
  ]
}

/** A reference to parameters as tables show it. */
export function shownParamRef(ref: any): string {
  if (!ref) return '<unset>'
  if (ref.name) return `${ref.namespace || '*'}/${ref.name}`
  return ref.selector ? goSelector(ref.selector) : '<unset>'
}

/** A selector by the `String` of its generated Go type, where everywhere else it is shown as a query. */
function goSelector({ matchLabels, matchExpressions }: LabelSelector): string {
  const labels = Object.entries(matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`)
  const expressions = (matchExpressions ?? []).map(({ key, operator, values }) =>
    `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${(values ?? []).join(' ')}],},`)
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
}

/** A kind of parameters as tables show it. */
export function shownParamKind(paramKind: any): string {
  return paramKind ? `${paramKind.apiVersion ?? ''}/${paramKind.kind ?? ''}` : '<unset>'
}
