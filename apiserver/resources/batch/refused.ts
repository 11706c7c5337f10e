import type { FieldError } from '../../../apimachinery/field-error.ts'

/** An invalid value that the message does not print; upstream: field.OmitValueType. */
export function refused(path: string, detail: string): FieldError {
  return { type: 'FieldValueInvalid', path, message: `Invalid value: ${detail}` }
}
