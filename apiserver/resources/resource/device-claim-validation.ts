/** What is asked for of devices. Upstream: validateDeviceClaim and what it calls, but for what selectors say. */
import { invalid, required, tooLong, type FieldError } from '../../../apimachinery/field-error.ts'
import { byteLength, isDNS1123Subdomain } from '../../../apimachinery/names.ts'
import { invalidFor, qualifiedName, unsupported } from '../core/validation/fields.ts'
import { validateDriverName } from '../core/validation/legacy-volumes.ts'
import { validateList, validateSet } from './collections.ts'
import { labelName, labelValue, validateFullyQualifiedName } from './names.ts'

/** The most requests, and so results, of a claim. */
export const maxRequests = 32
const maxConstraints = 32
/** The most configurations of a claim or a class. */
export const maxConfigs = 32
const maxSelectors = 32
const maxAlternatives = 8
const maxExpression = 10 * 1024
const maxParameters = 10 * 1024
export const taintEffects = ['NoExecute', 'NoSchedule', 'None']

/** The names of a claim's requests with those of their alternatives. */
export type RequestNames = ReadonlyMap<string, ReadonlySet<string>>

export function requestNamesOf(devices: any): RequestNames {
  const requests: any[] = devices?.requests ?? []
  return new Map(requests.map(({ name = '', firstAvailable = [] }) =>
    [name, new Set((firstAvailable ?? []).map((one: any) => one.name ?? ''))]))
}

export function validateDeviceClaim(devices: any, path: string): FieldError[] {
  const names = requestNamesOf(devices)
  const { requests, constraints, config } = devices ?? {}
  return [
    ...validateSet<any>(requests, maxRequests, validateRequest, ({ name = '' }) => name, `${path}.requests`),
    ...validateList<any>(
      constraints, maxConstraints, (one, at) => validateConstraint(one, names, at), `${path}.constraints`,
    ),
    ...validateList<any>(config, maxConfigs, (one, at) => validateConfig(one, names, at), `${path}.config`),
  ]
}

function validateRequest({ name = '', exactly, firstAvailable }: any, path: string): FieldError[] {
  const alternatives: any[] = firstAvailable ?? []
  const one = 'exactly one of `exactly` or `firstAvailable` is required'
  const nameErrors = labelName(name, `${path}.name`)
  if (exactly && alternatives.length > 0) {
    return [...nameErrors, invalid(path, null, `${one}, but multiple fields are set`)]
  }
  if (exactly) return [...nameErrors, ...validateExact(exactly, `${path}.exactly`)]
  if (alternatives.length === 0) return [...nameErrors, required(path, one)]
  const alternative = (of: any, at: string): FieldError[] =>
    [...labelName(of.name ?? '', `${at}.name`), ...validateExact(of, at)]
  return [
    ...nameErrors,
    ...validateSet(alternatives, maxAlternatives, alternative, (of) => of.name ?? '', `${path}.firstAvailable`),
  ]
}

function validateExact(
  { deviceClassName = '', selectors, allocationMode = '', count = 0, tolerations }: any, path: string,
): FieldError[] {
  const at = `${path}.deviceClassName`
  return [
    ...(deviceClassName === '' ? [required(at)] : invalidFor(at, deviceClassName, isDNS1123Subdomain(deviceClassName))),
    ...validateSelectors(selectors, `${path}.selectors`),
    ...validateMode(allocationMode, count, path),
    ...(tolerations ?? [])
      .flatMap((one: any, index: number) => validateToleration(one, `${path}.tolerations[${index}]`)),
  ]
}

export function validateSelectors(selectors: any[] | undefined, path: string): FieldError[] {
  return validateList<any>(selectors, maxSelectors, ({ cel }, at) => {
    if (!cel) return [required(`${at}.cel`)]
    return byteLength(cel.expression ?? '') > maxExpression ? [tooLong(`${at}.cel.expression`, maxExpression)] : []
  }, path)
}

function validateMode(mode: string, count: number, path: string): FieldError[] {
  switch (mode) {
    case 'All':
      return count === 0 ? [] : [invalid(`${path}.count`, count, "must not be specified when allocationMode is 'All'")]
    case 'ExactCount': return count > 0 ? [] : [invalid(`${path}.count`, count, 'must be greater than zero')]
    default: return [unsupported(`${path}.allocationMode`, mode, ['All', 'ExactCount'])]
  }
}

function validateToleration({ key = '', operator = '', value = '', effect = '' }: any, path: string): FieldError[] {
  return [
    ...(key === '' ? [] : qualifiedName(`${path}.key`, key)),
    ...validateOperator(operator, value, path),
    ...(effect === '' || taintEffects.includes(effect) ? [] : [unsupported(`${path}.effect`, effect, taintEffects)]),
  ]
}

function validateOperator(operator: string, value: string, path: string): FieldError[] {
  switch (operator) {
    case 'Exists': return value === '' ? [] : [invalid(`${path}.value`, value, 'must be empty for operator `Exists`')]
    case 'Equal': return labelValue(value, `${path}.value`)
    case '': return [required(`${path}.operator`)]
    default: return [unsupported(`${path}.operator`, operator, ['Equal', 'Exists'])]
  }
}

function validateConstraint(
  { requests, matchAttribute, distinctAttribute }: any, names: RequestNames, path: string,
): FieldError[] {
  const lacking = 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set'
  const attributeErrors = matchAttribute !== undefined
    ? validateFullyQualifiedName(matchAttribute, `${path}.matchAttribute`)
    : distinctAttribute !== undefined
      ? validateFullyQualifiedName(distinctAttribute, `${path}.distinctAttribute`)
      : [required(path, lacking)]
  return [...validateRefs(requests, names, `${path}.requests`), ...attributeErrors]
}

function validateConfig(config: any, names: RequestNames, path: string): FieldError[] {
  return [...validateRefs(config.requests, names, `${path}.requests`), ...validateConfiguration(config, path)]
}

/** References to requests of the claim, each once. */
export function validateRefs(requests: string[] | undefined, names: RequestNames, path: string): FieldError[] {
  return validateSet(requests, maxRequests, (name, at) => validateRef(name, names, at), (name) => name, path)
}

/** A request, or one of its alternatives as `request/alternative`. */
export function validateRef(name: string, names: RequestNames, path: string): FieldError[] {
  const wrong = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
  const [request = '', alternative, ...more] = name.split('/')
  if (more.length > 0) return [invalid(path, name, wrong)]
  const found = names.get(request)
  const known = found !== undefined && (alternative === undefined || found.has(alternative))
  return [
    ...name.split('/').flatMap((part) => labelName(part, path)),
    ...(known ? [] : [invalid(path, name, wrong)]),
  ]
}

/** Parameters that only the driver understands. */
export function validateConfiguration({ opaque }: any, path: string): FieldError[] {
  if (!opaque) return [required(`${path}.opaque`)]
  return [
    ...validateDriverName(opaque.driver ?? '', `${path}.opaque.driver`),
    ...validateRaw(opaque.parameters, `${path}.opaque.parameters`, maxParameters),
  ]
}

/** Any JSON object. */
export function validateRaw(value: unknown, path: string, max: number): FieldError[] {
  if (value === undefined || value === null) return [required(path)]
  if (byteLength(JSON.stringify(value)) > max) return [tooLong(path, max)]
  const isObject = typeof value === 'object' && !Array.isArray(value)
  return isObject ? [] : [invalid(path, '<value omitted>', 'must be a valid JSON object')]
}
