import type { FieldError } from '../../../apimachinery/field-error.ts'

/** A value that is none of these, which upstream lists in its own order and not sorted. */
export function notSupportedInOrder(path: string, value: string, supported: readonly string[]): FieldError {
  const names = supported.map((name) => JSON.stringify(name)).join(', ')
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${names}`
  return { type: 'FieldValueNotSupported', path, message }
}
