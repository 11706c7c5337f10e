import { invalid, printValue, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, isValidLegacyIP } from '../../../../apimachinery/names.ts'

/** What each message of a rule says of the value at `path`. */
export function invalidFor(path: string, value: unknown, messages: readonly string[]): FieldError[] {
  return messages.map((message) => invalid(path, value, message))
}

export const dns1123Label = (path: string, value: string): FieldError[] =>
  invalidFor(path, value, isDNS1123Label(value))

export const dns1123Subdomain = (path: string, value: string): FieldError[] =>
  invalidFor(path, value, isDNS1123Subdomain(value))

export const qualifiedName = (path: string, value: string): FieldError[] =>
  invalidFor(path, value, isQualifiedName(value))

export const ipAddress = (path: string, value: string): FieldError[] => invalidFor(path, value, isValidLegacyIP(value))

export const nonNegativeMessage = 'must be greater than or equal to 0'

export function nonNegative(path: string, value: number | undefined): FieldError[] {
  return (value ?? 0) < 0 ? [invalid(path, value, nonNegativeMessage)] : []
}

/** As `notSupported`, with the supported values in the order given: upstream sorts some lists and not others. */
export function unsupported(path: string, value: unknown, values: readonly string[]): FieldError {
  const names = values.map((name) => JSON.stringify(name)).join(', ')
  return {
    type: 'FieldValueNotSupported',
    path,
    message: `Unsupported value: ${printValue(value)}: supported values: ${names}`,
  }
}

/** A value out of a closed set: required when absent, unsupported when another. */
export function oneOf(path: string, value: string | undefined, values: readonly string[]): FieldError[] {
  if (!value) return [{ type: 'FieldValueRequired', path, message: 'Required value' }]
  return values.includes(value) ? [] : [unsupported(path, value, values)]
}
