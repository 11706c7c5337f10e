import { isUtf8 } from 'node:buffer'
import { DecodeError } from '../schema/decode-error.ts'
import { NumberText, parseJson } from '../schema/json-text.ts'

/** What Go's decoder says of bytes that should be a JSON object; undefined when it is one. */
export function jsonObjectError(bytes: Buffer): string | undefined {
  // Go names single bytes: what is no text stops it at the first.
  if (!isUtf8(bytes)) {
    return `invalid character '${bytes.toString('latin1').trimStart().charAt(0)}' looking for beginning of value`
  }
  try {
    const value = parseJson(bytes.toString())
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined
    return `json: cannot unmarshal ${jsonTypeName(value)} into Go value of type map[string]interface {}`
  } catch (error) {
    if (error instanceof DecodeError) return error.message
    throw error
  }
}

/** What Go's decoder calls a value that does not fit. */
export function jsonTypeName(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (value instanceof NumberText) return 'number'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'bigint' ? 'number' : typeof value
}
