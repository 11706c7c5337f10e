import { duplicate, invalid, required, tooMany, type FieldError } from '../../../apimachinery/field-error.ts'
import { qualifiedName, unsupported } from '../core/validation/fields.ts'
import { refused } from './refused.ts'

const maxRules = 20
const maxExitCodes = 255
const maxPatterns = 20
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const operators = ['In', 'NotIn']
const statuses = ['False', 'True', 'Unknown']

/** Upstream: validatePodFailurePolicy. */
export function validatePodFailurePolicy(spec: any, path: string): FieldError[] {
  const rules: any[] = spec.podFailurePolicy.rules ?? []
  return [
    ...(rules.length > maxRules ? [tooMany(path, rules.length, maxRules)] : []),
    ...rules.flatMap((rule, index) => validateRule(rule, spec, `${path}[${index}]`)),
  ]
}

function validateRule(rule: any, spec: any, path: string): FieldError[] {
  const { onExitCodes, onPodConditions = [] } = rule
  const conditions = onPodConditions.length > 0
  const both = refused(path, 'specifying both OnExitCodes and OnPodConditions is not supported')
  const neither = refused(path, 'specifying one of OnExitCodes and OnPodConditions is required')
  return [
    ...validateAction(rule.action ?? '', spec, `${path}.action`),
    ...(onExitCodes ? validateExitCodes(onExitCodes, spec, `${path}.onExitCodes`) : []),
    ...(conditions ? validatePatterns(onPodConditions, `${path}.onPodConditions`) : []),
    ...(onExitCodes && conditions ? [both] : []),
    ...(onExitCodes || conditions ? [] : [neither]),
  ]
}

function validateAction(action: string, spec: any, path: string): FieldError[] {
  if (action !== 'FailIndex') return oneOf(path, action, actions)
  return spec.backoffLimitPerIndex === undefined
    ? [invalid(path, action, 'requires the backoffLimitPerIndex to be set')]
    : []
}

/** A value out of a closed set; what is missing is answered with the set. */
function oneOf(path: string, value: string, values: readonly string[]): FieldError[] {
  if (value !== '') return values.includes(value) ? [] : [unsupported(path, value, values)]
  return [required(path, `valid values: [${values.map((one) => JSON.stringify(one)).join(' ')}]`)]
}

function validatePatterns(patterns: any[], path: string): FieldError[] {
  return [
    ...(patterns.length > maxPatterns ? [tooMany(path, patterns.length, maxPatterns)] : []),
    ...patterns.flatMap(({ type = '', status = '' }, index) => [
      ...qualifiedName(`${path}[${index}].type`, type),
      ...oneOf(`${path}[${index}].status`, status, statuses),
    ]),
  ]
}

function validateExitCodes({ operator = '', containerName, values }: any, spec: any, path: string): FieldError[] {
  const { containers = [], initContainers = [] } = spec.template?.spec ?? {}
  const known = [...containers, ...initContainers].some(({ name = '' }) => name === containerName)
  const message = 'must be one of the container or initContainer names in the pod template'
  return [
    ...oneOf(`${path}.operator`, operator, operators),
    ...(containerName === undefined || known ? [] : [invalid(`${path}.containerName`, containerName, message)]),
    ...validateValues(values, operator, `${path}.values`),
  ]
}

function validateValues(values: number[] | undefined, operator: string, path: string): FieldError[] {
  const list = values ?? []
  const unordered = list.some((value, index) => index > 0 && list[index - 1]! > value)
  return [
    ...(list.length === 0 ? [invalid(path, values, 'at least one value is required')] : []),
    ...(list.length > maxExitCodes ? [tooMany(path, list.length, maxExitCodes)] : []),
    ...list.flatMap((value, index) => [
      ...(operator === 'In' && value === 0
        ? [invalid(`${path}[${index}]`, value, 'must not be 0 for the In operator')]
        : []),
      ...(list.indexOf(value) < index ? [duplicate(`${path}[${index}]`, value)] : []),
    ]),
    ...(unordered ? [invalid(path, values, 'must be ordered')] : []),
  ]
}
