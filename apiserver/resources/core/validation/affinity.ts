import { forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isDNS1123Label, isDNS1123Subdomain, isValidLabelValue } from '../../../../apimachinery/names.ts'
import { validateLabelSelector } from '../../../../apimachinery/selectors.ts'
import { invalidFor, qualifiedName } from './fields.ts'
import { validateMatchLabelKeys } from './match-label-keys.ts'

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution'

/** Upstream: validateAffinity. */
export function validateAffinity(affinity: any, path: string): FieldError[] {
  if (!affinity) return []
  return [
    ...validateNodeAffinity(affinity.nodeAffinity, `${path}.nodeAffinity`),
    ...validatePodAffinity(affinity.podAffinity, `${path}.podAffinity`),
    ...validatePodAffinity(affinity.podAntiAffinity, `${path}.podAntiAffinity`),
  ]
}

function validateNodeAffinity(affinity: any, path: string): FieldError[] {
  if (!affinity) return []
  const preferred: any[] = affinity[preferredTerms] ?? []
  return [
    ...(affinity[requiredTerms] ? validateNodeSelector(affinity[requiredTerms], `${path}.${requiredTerms}`) : []),
    ...preferred.flatMap(({ weight = 0, preference = {} }, index) => {
      const at = `${path}.${preferredTerms}[${index}]`
      return [...validateWeight(weight, at), ...validateNodeTerm(preference, `${at}.preference`, true)]
    }),
  ]
}

/** Upstream: ValidateNodeSelector. */
export function validateNodeSelector(selector: any, path: string): FieldError[] {
  const terms: any[] = selector.nodeSelectorTerms ?? []
  if (terms.length === 0) return [required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term')]
  return terms.flatMap((term, index) => validateNodeTerm(term, `${path}.nodeSelectorTerms[${index}]`, false))
}

/** Preferred terms were never held to the rule for label values. */
function validateNodeTerm(
  { matchExpressions = [], matchFields = [] }: any, path: string, anyValue: boolean,
): FieldError[] {
  return [
    ...matchExpressions.flatMap((one: any, index: number) =>
      validateExpression(one, `${path}.matchExpressions[${index}]`, anyValue)),
    ...matchFields.flatMap((one: any, index: number) => validateFieldTerm(one, `${path}.matchFields[${index}]`)),
  ]
}

function validateExpression(
  { key = '', operator = '', values = [] }: any, path: string, anyValue: boolean,
): FieldError[] {
  return [
    ...validateOperator(operator, values.length, path),
    ...qualifiedName(`${path}.key`, key),
    ...(anyValue
      ? []
      : values.flatMap((value: string, index: number) =>
          invalidFor(`${path}.values[${index}]`, value, isValidLabelValue(value)))),
  ]
}

function validateOperator(operator: string, count: number, path: string): FieldError[] {
  const at = `${path}.values`
  switch (operator) {
    case 'In':
    case 'NotIn':
      return count > 0 ? [] : [required(at, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist':
      return count === 0 ? [] : [forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
    case 'Gt':
    case 'Lt':
      return count === 1 ? [] : [required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'")]
    default:
      return [invalid(`${path}.operator`, operator, 'not a valid selector operator')]
  }
}

function validateFieldTerm({ key = '', operator = '', values = [] }: any, path: string): FieldError[] {
  const single = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
  const known = operator === 'In' || operator === 'NotIn'
  const errors = known
    ? values.length === 1 ? [] : [required(`${path}.values`, single)]
    : [invalid(`${path}.operator`, operator, 'not a valid selector operator')]
  if (key !== 'metadata.name') return [...errors, invalid(`${path}.key`, key, 'not a valid field selector key')]
  return [
    ...errors,
    ...values.flatMap((value: string, index: number) =>
      invalidFor(`${path}.values[${index}]`, value, isDNS1123Subdomain(value))),
  ]
}

function validatePodAffinity(affinity: any, path: string): FieldError[] {
  const hard: any[] = affinity?.[requiredTerms] ?? []
  const soft: any[] = affinity?.[preferredTerms] ?? []
  return [
    ...hard.flatMap((term, index) => validatePodTerm(term, `${path}.${requiredTerms}[${index}]`)),
    ...soft.flatMap(({ weight = 0, podAffinityTerm = {} }, index) => {
      const at = `${path}.${preferredTerms}[${index}]`
      return [...validateWeight(weight, at), ...validatePodTerm(podAffinityTerm, `${at}.podAffinityTerm`)]
    }),
  ]
}

const validateWeight = (weight: number, path: string): FieldError[] =>
  weight > 0 && weight <= 100 ? [] : [invalid(`${path}.weight`, weight, 'must be in the range 1-100')]

function validatePodTerm(term: any, path: string): FieldError[] {
  const { labelSelector, namespaceSelector, namespaces = [], matchLabelKeys, mismatchLabelKeys, topologyKey = '' } =
    term
  return [
    ...validateLabelSelector(labelSelector, `${path}.labelSelector`),
    ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`),
    ...namespaces.flatMap((name: string) => invalidFor(`${path}.namespace`, name, isDNS1123Label(name))),
    ...validateMatchLabelKeys(path, matchLabelKeys, mismatchLabelKeys, labelSelector),
    ...(topologyKey === '' ? [required(`${path}.topologyKey`, 'can not be empty')] : []),
    ...qualifiedName(`${path}.topologyKey`, topologyKey),
  ]
}
