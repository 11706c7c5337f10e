/** How a device's capacity may be shared out. Upstream: validateRequestPolicy and what it calls. */
import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { parseQuantity, quantityOf, type Quantity } from '../../../apimachinery/quantity.ts'
import { validateSet } from './collections.ts'

const maxValues = 10

const amount = (text: string | undefined): Quantity => parseQuantity(text ?? '0') ?? quantityOf(0)

/** A capacity of a device that several claims may have at once, or of one that may be had once only. */
export function validateCapacity({ value, requestPolicy }: any, path: string, shared: boolean): FieldError[] {
  const at = `${path}.requestPolicy`
  if (!requestPolicy) return []
  if (!shared) return [forbidden(at, 'allowMultipleAllocations must be true')]
  const { validValues, validRange } = requestPolicy
  if ((validValues ?? []).length > 0) {
    if (validRange) {
      return [forbidden(
        at, 'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time',
      )]
    }
    return requestPolicy.default === undefined
      ? [required(`${at}.default`, 'required when validValues is defined')]
      : validateValues(amount(requestPolicy.default), amount(value), validValues, `${at}.validValues`)
  }
  if (!validRange) return []
  return requestPolicy.default === undefined
    ? [required(`${at}.default`, 'required when validRange is defined')]
    : validateRange(amount(requestPolicy.default), amount(value), validRange, `${at}.validRange`)
}

function validateValues(standard: Quantity, capacity: Quantity, texts: string[], path: string): FieldError[] {
  const values = texts.map(amount)
  const tooLarge = (value: Quantity, at: string): FieldError[] => (value.compare(capacity) > 0
    ? [invalid(at, value, `option is larger than capacity value: ${capacity}`)]
    : [])
  const found = values.slice(0, maxValues).some((value) => value.compare(standard) === 0) && values.length <= maxValues
  return [
    ...values.slice(1).flatMap((value, at) => (values[at]!.compare(value) > 0
      ? [invalid(`${path}[${at + 1}]`, value, 'values must be sorted in ascending order')]
      : [])),
    ...validateSet(values, maxValues, tooLarge, (value) => String(value.value()), path),
    ...(found ? [] : [invalid(path, standard, 'default value is not valid according to the requestPolicy')]),
  ]
}

function validateRange(standard: Quantity, capacity: Quantity, range: any, path: string): FieldError[] {
  if (range.min === undefined) return [required(`${path}.min`, 'required when validRange is defined')]
  const min = amount(range.min)
  const max = range.max === undefined ? undefined : amount(range.max)
  const exceeds = (
    one: Quantity | undefined, other: Quantity | undefined, field: string, shown: Quantity, why: string,
  ): FieldError[] =>
    (one !== undefined && other !== undefined && one.compare(other) > 0
      ? [invalid(`${path}.${field}`, shown, why)]
      : [])
  return [
    ...exceeds(min, capacity, 'min', min, `min is larger than capacity value: ${capacity}`),
    ...exceeds(min, standard, 'min', standard, `default is less than min: ${min}`),
    ...(max === undefined ? [] : [
      ...exceeds(min, max, 'max', min, `min is larger than max: ${max}`),
      ...exceeds(max, capacity, 'max', max, `max is larger than capacity value: ${capacity}`),
      ...exceeds(standard, max, 'max', standard, `default is more than max: ${max}`),
    ]),
    ...(range.step === undefined
      ? []
      : validateSteps([standard, max], { min, step: amount(range.step), capacity }, `${path}.step`)),
  ]
}

interface Steps { min: Quantity; step: Quantity; capacity: Quantity }

function validateSteps(values: (Quantity | undefined)[], { min, step, capacity }: Steps, path: string): FieldError[] {
  const first = min.add(step)
  const fits = (value: Quantity): boolean => step.value() !== 0n && (value.value() - min.value()) % step.value() === 0n
  return [
    ...(first.compare(capacity) > 0
      ? [invalid(path, step, `one step ${first} is larger than capacity value: ${capacity}`)]
      : []),
    ...values.flatMap((value) => (value === undefined || fits(value) ? []
      : [invalid(path, value, `value is not a multiple of a given step (${step}) from (${min})`)])),
  ]
}
