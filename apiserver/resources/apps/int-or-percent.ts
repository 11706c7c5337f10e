import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import { isValidPercent } from '../../../apimachinery/names.ts'
import { invalidFor, nonNegative } from '../core/validation/fields.ts'

type IntOrPercent = number | string

/** Upstream: ValidatePositiveIntOrPercent. */
export function validateIntOrPercent(path: string, value: IntOrPercent): FieldError[] {
  return typeof value === 'string' ? invalidFor(path, value, isValidPercent(value)) : nonNegative(path, value)
}

/** Upstream: IsNotMoreThan100Percent. */
export function validateAtMostAll(path: string, value: IntOrPercent): FieldError[] {
  const most = typeof value === 'string' && isValidPercent(value).length === 0 && amountOf(value) > 100
  return most ? [invalid(path, value, 'must not be greater than 100%')] : []
}

/** The number in an integer or a percentage; 0 for text that is neither. */
export function amountOf(value: IntOrPercent): number {
  if (typeof value === 'number') return value
  const number = Number(isValidPercent(value).length === 0 ? value.slice(0, -1) : value)
  return Number.isInteger(number) ? number : 0
}
