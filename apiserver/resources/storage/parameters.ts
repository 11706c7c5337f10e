import { invalid, required, tooLong } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { byteLength, isQualifiedName } from '../../../apimachinery/names.ts'

const maxCount = 512
const maxBytes = 256 * 1024

/** The name of who provides volumes. Upstream: validateProvisioner. */
export function validateProvisioner(name: string | undefined, path: string): FieldError[] {
  if (!name) return [required(path)]
  const lower = name.toLowerCase()
  return isQualifiedName(lower).map((message) => invalid(path, lower, message))
}

/** What a class hands to its driver. Upstream: validateParameters. */
export function validateParameters(
  parameters: Record<string, string> | undefined, path: string, { allowEmpty }: { allowEmpty: boolean },
): FieldError[] {
  const entries = Object.entries(parameters ?? {})
  if (entries.length > maxCount) return [tooLong(path, maxCount)]
  return [
    ...entries.flatMap(([key]) => (key === '' ? [invalid(path, key, 'field can not be empty.')] : [])),
    ...(textSize(entries) > maxBytes ? [tooLong(path, maxBytes)] : []),
    ...(!allowEmpty && entries.length === 0 ? [required(path, 'must contain at least one key/value pair')] : []),
  ]
}

/** Bytes of keys and values together. */
export function textSize(entries: readonly (readonly [key: string, value: string])[]): number {
  return entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0)
}
