import { tooLong, type FieldError } from '../../../../apimachinery/field-error.ts'
import { byteLength, isQualifiedName } from '../../../../apimachinery/names.ts'
import { invalidFor } from './fields.ts'

const maxBytes = 256 * 1024

/** Upstream: apivalidation.ValidateAnnotations; keys are held to the rule without regard to case. */
export function validateAnnotations(annotations: Record<string, string> | undefined, path: string): FieldError[] {
  const entries = Object.entries(annotations ?? {})
  const size = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0)
  return [
    ...entries.flatMap(([key]) => invalidFor(path, key, isQualifiedName(key.toLowerCase()))),
    ...(size > maxBytes ? [tooLong(path, maxBytes)] : []),
  ]
}
