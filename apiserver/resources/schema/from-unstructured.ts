import { bodyLimits } from '../../../apimachinery/limits.ts'
import { setOwn } from '../../../apimachinery/own.ts'
import { compareBytes, namesInOrder } from './byte-order.ts'
import { goNumber, int64, type Int64 } from '../../../apimachinery/int64.ts'
import { DecodeError } from './decode-error.ts'
import { type Decoded, decodeSpecial, zeroOf } from './decode.ts'
import { readBase64 } from './scalars.ts'
import type { StructType, TypeRef } from './schema.ts'

/**
 * Makes an object of the type from plain JSON as upstream does behind a strategic merge patch: with other words than
 * its JSON decoder, and with integers that do not fit wrapped around. Upstream: runtime.DefaultUnstructuredConverter.
 *
 * @throws DecodeError (400) with the converter's words for the first value that does not fit.
 */
export function decodeUnstructured(value: unknown, struct: StructType): Decoded {
  const unknown: string[] = []
  const object = structOf(value, struct, '', unknown)
  return { object, strict: unknown.sort(compareBytes) }
}

type Target = Record<string, unknown>

function structOf(value: unknown, struct: StructType, path: string, unknown: string[]): Target {
  if (!isMap(value)) return fails(`cannot restore struct from: ${goKind(value)}`)
  const result: Target = {}
  for (const field of struct.fields) {
    const inner = Object.hasOwn(value, field.name) ? value[field.name] : undefined
    if (inner === undefined || inner === null) continue
    result[field.name] = valueOf(inner, field.type, path === '' ? field.name : `${path}.${field.name}`, unknown)
  }
  for (const name of Object.keys(value)) {
    if (!struct.field(name) && unknown.length < bodyLimits.strictErrors) {
      unknown.push(`unknown field "${path === '' ? name : `${path}.${name}`}"`)
    }
  }
  return result
}

function valueOf(value: unknown, type: TypeRef, path: string, unknown: string[]): unknown {
  switch (type.form) {
    case 'struct': return structOf(value, type.struct, path, unknown)
    case 'list':
      if (!Array.isArray(value)) return fails(`cannot restore slice from ${goKind(value)}`)
      return value.map((item, index) => element(item, type.element, `${path}[${index}]`, unknown))
    case 'map': return mapOf(value, type, path, unknown)
    case 'bytes': return bytesOf(value)
    case 'string': return typeof value === 'string' ? value : notSimple(value, type.go, 'string')
    case 'bool': return typeof value === 'boolean' ? value : notSimple(value, type.go, 'bool')
    case 'float64': return isNumber(value) ? Number(value) : notSimple(value, type.go, 'float64')
    case 'int32': return integerOf(value, type.go, 'int32')
    case 'int64': return integerOf(value, type.go, 'int64')
    // Go reads it as a map, and writes the names of a map in order.
    case 'raw': return inOrder(value)
    default: return decodeSpecial(value, type)
  }
}

/** The converter does not note the key of a map in the path of what it does not know. */
function mapOf(value: unknown, type: TypeRef & { form: 'map' }, path: string, unknown: string[]): Target {
  if (!isMap(value)) return fails(`cannot restore map from ${goKind(value)}`)
  const result: Target = {}
  for (const name of Object.keys(value)) setOwn(result, name, element(value[name], type.element, path, unknown))
  return result
}

function element(value: unknown, type: TypeRef, path: string, unknown: string[]): unknown {
  return value === null || value === undefined ? zeroOf(type) : valueOf(value, type, path, unknown)
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (!isMap(value)) return value
  const result: Target = {}
  for (const name of namesInOrder(value)) setOwn(result, name, inOrder(value[name]))
  return result
}

function bytesOf(value: unknown): string {
  if (typeof value !== 'string') return fails(`cannot restore slice from ${goKind(value)}`)
  const read = readBase64(value)
  return 'value' in read ? read.value : fails(`error decoding from json: ${read.error}`)
}

/** Go converts between the sizes of integers by dropping what does not fit. */
function integerOf(value: unknown, go: string, kind: 'int32' | 'int64'): Int64 {
  if (!isNumber(value)) return notSimple(value, go, kind)
  if (typeof value === 'number' && !Number.isInteger(value)) return fails(`cannot convert float64 to ${go}`)
  // A float that no int64 holds becomes the least of them.
  const whole = goNumber(value) === 'int64' ? BigInt(value) : -(2n ** 63n)
  return kind === 'int32' ? Number(BigInt.asIntN(32, whole)) : int64(whole)
}

const isNumber = (value: unknown): value is Int64 => typeof value === 'number' || typeof value === 'bigint'

/** Go can convert integers to strings, which is no conversion that is meant; of other kinds it knows none. */
function notSimple(value: unknown, go: string, kind: string): never {
  const convertible = isNumber(value) && (kind === 'string' ? goKind(value) === 'int64' : kind !== 'bool')
  return fails(convertible ? `cannot convert ${goKind(value)} to ${go}` : `unrecognized type: ${kind}`)
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice'
  switch (typeof value) {
    case 'object': return 'map'
    case 'boolean': return 'bool'
    case 'number': case 'bigint': return goNumber(value as Int64)
    default: return typeof value
  }
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fails(message: string): never {
  throw new DecodeError('type', message)
}
