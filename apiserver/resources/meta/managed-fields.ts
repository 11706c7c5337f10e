import { invalid, tooLong } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { ManagedFieldsEntry } from '../../../apimachinery/meta.ts'
import { byteLength } from '../../../apimachinery/names.ts'

const maxManagerLength = 128
const maxSubresourceLength = 256

/** Upstream: metav1validation.ValidateManagedFields. */
export function validateManagedFields(entries: ManagedFieldsEntry[] = [], path: string): FieldError[] {
  return entries.flatMap((entry, at) => validateEntry(entry, `${path}[${at}]`))
}

/** What nearly all names are made of; the others are looked at one character at a time. */
const plain = /^[ -~]*$/

/** The name of a field manager: printable and not too long. Upstream: ValidateFieldManager. */
export function validateFieldManager(manager: string, path: string): FieldError[] {
  const errors = byteLength(manager) > maxManagerLength ? [tooLong(path, maxManagerLength)] : []
  if (plain.test(manager)) return errors
  let position = 0
  for (const char of manager) {
    if (!isPrintable(char)) {
      errors.push(invalid(path, manager, `invalid character ${nameOf(char)} (at position ${position})`))
    }
    position += byteLength(char)
  }
  return errors
}

function validateEntry(
  { operation, fieldsType, manager = '', subresource = '' }: ManagedFieldsEntry, path: string,
): FieldError[] {
  const known = operation === 'Apply' || operation === 'Update'
  return [
    ...(known ? [] : [invalid(`${path}.operation`, operation ?? '', 'must be `Apply` or `Update`')]),
    ...(fieldsType && fieldsType !== 'FieldsV1'
      ? [invalid(`${path}.fieldsType`, fieldsType, 'must be `FieldsV1`')]
      : []),
    ...validateFieldManager(manager, `${path}.manager`),
    ...(byteLength(subresource) > maxSubresourceLength ? [tooLong(`${path}.subresource`, maxSubresourceLength)] : []),
  ]
}

/** Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the plain space. */
function isPrintable(char: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char)
}

/** Go's `%#U`. */
function nameOf(char: string): string {
  const code = `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  return isPrintable(char) ? `${code} '${char}'` : code
}
