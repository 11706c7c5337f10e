import { duplicate, forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isQualifiedName } from '../../../apimachinery/names.ts'
import { parseQuantity, quantityOf, type Quantity } from '../../../apimachinery/quantity.ts'
import { invalidFor } from './validation/fields.ts'
import { allowsOvercommit, containerResourceName, resourceName } from './validation/resources.ts'

type Amounts = Readonly<Record<string, string>>

interface Item {
  type?: string
  max?: Amounts
  min?: Amounts
  default?: Amounts
  defaultRequest?: Amounts
  maxLimitRequestRatio?: Amounts
}

const standardTypes = new Set(['Pod', 'Container', 'PersistentVolumeClaim'])
const defaults = ['default', 'defaultRequest'] as const

/** What is wrong with the limits of a LimitRange. Upstream: ValidateLimitRange. */
export function validateLimitRange(object: KubeObject): FieldError[] {
  const items: Item[] = object['spec']?.limits ?? []
  return items.flatMap((item, at) => {
    const path = `spec.limits[${at}]`
    const again = items.slice(0, at).some(({ type = '' }) => type === (item.type ?? ''))
    return [
      ...validateType(item.type ?? '', `${path}.type`),
      ...(again ? [duplicate(`${path}.type`, item.type ?? '')] : []),
      ...validateNames(item, path),
      ...validateAmounts(item, path),
    ]
  })
}

function validateType(type: string, path: string): FieldError[] {
  const wrong = invalidFor(path, type, isQualifiedName(type))
  if (wrong.length > 0 || type.includes('/') || standardTypes.has(type)) return wrong
  return [invalid(path, type, 'must be a standard limit type or fully qualified')]
}

function validateNames(item: Item, path: string): FieldError[] {
  const rule = item.type === 'Pod' || item.type === 'Container' ? containerResourceName : resourceName
  const names = (field: Exclude<keyof Item, 'type'>): FieldError[] =>
    Object.keys(item[field] ?? {}).flatMap((name) => rule(name, `${path}.${field}[${name}]`))
  const bounded = item.max?.['storage'] !== undefined || item.min?.['storage'] !== undefined
  const unbounded = 'either minimum or maximum storage value is required, but neither was provided'
  return [
    ...names('max'),
    ...names('min'),
    ...(item.type === 'Pod' ? forbidDefaults(item, path) : defaults.flatMap(names)),
    ...(item.type === 'PersistentVolumeClaim' && !bounded ? [required(`${path}.limits`, unbounded)] : []),
    ...names('maxLimitRequestRatio'),
  ]
}

function forbidDefaults(item: Item, path: string): FieldError[] {
  return defaults.flatMap((field) => {
    const isEmpty = Object.keys(item[field] ?? {}).length === 0
    return isEmpty ? [] : [forbidden(`${path}.${field}`, "may not be specified when `type` is 'Pod'")]
  })
}

function validateAmounts(item: Item, path: string): FieldError[] {
  const fields = item.type === 'Pod' ? [] : [item.default, item.defaultRequest]
  const names = new Set(
    [item.max, item.min, ...fields, item.maxLimitRequestRatio].flatMap((of) => Object.keys(of ?? {})),
  )
  return [...names].sort().flatMap((name) => validateAmount(name, item, path))
}

/** How the amounts of one resource stand to each other. */
function validateAmount(name: string, item: Item, path: string): FieldError[] {
  const of = (amounts: Amounts | undefined): Quantity | undefined => parseQuantity(amounts?.[name] ?? '')
  const ofDefault = (amounts: Amounts | undefined): Quantity | undefined =>
    (item.type === 'Pod' ? undefined : of(amounts))
  const [min, max, ratio] = [of(item.min), of(item.max), of(item.maxLimitRequestRatio)]
  const [limit, request] = [ofDefault(item.default), ofDefault(item.defaultRequest)]
  type Say = (low: Quantity, high: Quantity) => FieldError
  const exceeds = (low: Quantity | undefined, high: Quantity | undefined, say: Say) =>
    (low !== undefined && high !== undefined && low.compare(high) > 0 ? [say(low, high)] : [])
  const at = (field: string): string => `${path}.${field}[${name}]`
  return [
    ...exceeds(min, max, (low, high) => invalid(at('min'), low, `min value ${low} is greater than max value ${high}`)),
    ...exceeds(min, request, (low, high) =>
      invalid(at('defaultRequest'), high, `min value ${low} is greater than default request value ${high}`)),
    ...exceeds(request, max, (low, high) =>
      invalid(at('defaultRequest'), low, `default request value ${low} is greater than max value ${high}`)),
    ...exceeds(request, limit, (low, high) =>
      invalid(at('defaultRequest'), low, `default request value ${low} is greater than default limit value ${high}`)),
    ...exceeds(min, limit, (low, high) => invalid(
      at('default'), low, `min value ${low} is greater than default value ${high}`,
    )),
    ...exceeds(limit, max, (low, high) => invalid(
      at('default'), high, `default value ${low} is greater than max value ${high}`,
    )),
    ...validateRatio(ratio, min, max, at('maxLimitRequestRatio')),
    ...mustMatch(name, limit, request, at('defaultRequest')),
  ]
}

function validateRatio(
  ratio: Quantity | undefined, min: Quantity | undefined, max: Quantity | undefined, path: string,
): FieldError[] {
  if (ratio === undefined) return []
  const low = ratio.compare(quantityOf(1)) < 0 ? [invalid(path, ratio, `ratio ${ratio} is less than 1`)] : []
  if (min === undefined || max === undefined) return low
  const most = Number(max.nano) / Number(min.nano)
  if (!(Number(ratio.nano) / 1e9 > most)) return low
  return [...low, invalid(path, ratio, `ratio ${ratio} is greater than max/min = ${printFloat(most)}`)]
}

/** Go's %f. */
function printFloat(value: number): string {
  return Number.isFinite(value) ? value.toFixed(6) : `${value < 0 ? '-' : '+'}Inf`
}

/** What cannot be overcommitted is requested as it is limited. */
function mustMatch(
  name: string, limit: Quantity | undefined, request: Quantity | undefined, path: string,
): FieldError[] {
  if (allowsOvercommit(name) || limit === undefined || request === undefined || limit.compare(request) === 0) return []
  return [invalid(path, request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`)]
}
