import { bodyLimits } from '../../../apimachinery/limits.ts'
import { parseQuantity, quantityError } from '../../../apimachinery/quantity.ts'
import { setOwn } from '../../../apimachinery/own.ts'
import { DecodeError } from './decode-error.ts'
import { Members, NumberText, parseJson } from './json-text.ts'
import { readBase64, readDuration, readMicroTime, readTime } from './scalars.ts'
import type { Read } from './scalars.ts'
import type { Field, StructType, TypeRef } from './schema.ts'

/** A decoded object, and what strict decoding would say against it: `unknown field "spec.foo"` … */
export interface Decoded {
  object: any
  strict: string[]
}

/**
 * Decodes JSON text into an object of the type, as Go would: unknown fields are dropped, null is the
 * zero value, a repeated name is merged over the first. The text's kind and apiVersion are not checked.
 *
 * @throws DecodeError (400) with Go's words, when the text is no JSON or a value does not fit its type.
 */
export function decodeJson(text: string, struct: StructType): Decoded {
  return decodeValue(parseJson(text), struct)
}

/** As decodeJson, for a value that is parsed already (from YAML or a patch). The value is not changed. */
export function decodeValue(value: unknown, struct: StructType): Decoded {
  const decoder = new Decoder()
  const object = value === null ? {} : decoder.struct(value, struct, {}, '')
  if (decoder.error !== undefined) throw new DecodeError('type', decoder.error)
  return { object, strict: [...decoder.strict] }
}

/** One value of a type with an own JSON form, see TypeRef. Throws DecodeError when it does not fit. */
export function decodeSpecial(value: unknown, type: TypeRef): unknown {
  const decoder = new Decoder()
  const result = decoder.special(value, type)
  if (decoder.error !== undefined) throw new DecodeError('type', decoder.error)
  return result
}

/**
 * What strict decoding says of names that are repeated in untyped JSON, as parseJson gives it;
 * no more than upstream's decoder remembers.
 */
export function duplicateFields(value: unknown, path = ''): string[] {
  const found: string[] = []
  collectDuplicates(value, path, found)
  return found
}

function collectDuplicates(value: unknown, path: string, found: string[]): void {
  if (found.length >= bodyLimits.strictErrors) return
  if (Array.isArray(value)) value.forEach((item, index) => collectDuplicates(item, `${path}[${index}]`, found))
  if (!(value instanceof Members)) return
  const seen = new Set<string>()
  for (const [name, inner] of value.entries) {
    if (found.length >= bodyLimits.strictErrors) return
    const at = path === '' ? name : `${path}.${name}`
    if (seen.has(name)) found.push(complaint('duplicate', at))
    seen.add(name)
    collectDuplicates(inner, at, found)
  }
}

/** What upstream says when strict validation is asked for and `strict` is not empty. */
export function strictDecodingError(strict: readonly string[]): string {
  return `strict decoding error: ${strict.join(', ')}`
}

type Target = Record<string, unknown>

/** What the types begin with that are a schema within a schema. */
export const schemaOr = 'v1.JSONSchemaPropsOr'

/** Goes on after the first wrong value, as Go does; only the first is told. */
class Decoder {
  readonly strict = new Set<string>()
  error: string | undefined
  /** The struct and the field path that Go's message names; without list indices and map keys. */
  #struct: StructType | undefined
  #fields: Field[] = []

  struct(value: unknown, type: StructType, into: Target, path: string): Target {
    if (!isObject(value)) {
      this.#wrongType(value, goStruct(type))
      return into
    }
    const seen = value instanceof Members ? new Set<string>() : undefined
    const [outer, depth] = [this.#struct, this.#fields.length]
    eachMember(value, (name, inner) => {
      const field = type.field(name)
      const at = path === '' ? name : `${path}.${name}`
      if (!field) return this.#complain('unknown', at)
      if (seen?.has(name)) this.#complain('duplicate', at)
      seen?.add(name)
      this.#struct = type
      this.#fields.push(field)
      this.#member(inner, field, into, at)
      this.#struct = outer
      this.#fields.length = depth
    })
    return into
  }

  #member(value: unknown, field: Field, into: Target, path: string): void {
    if (value === null) {
      // Go leaves a value that is no pointer, list or map as it was.
      if (field.type.pointer || isNilable(field.type)) delete into[field.name]
      return
    }
    const result = this.#value(value, field.type, into[field.name], path)
    if (result !== undefined) into[field.name] = result
  }

  /** The decoded value; undefined when it does not fit. `before` is what an earlier member of the same name left. */
  #value(value: unknown, type: TypeRef, before: unknown, path: string): unknown {
    switch (type.form) {
      case 'struct': return this.struct(value, type.struct, (before as Target | undefined) ?? {}, path)
      case 'list': return this.#list(value, type, path)
      case 'map': return this.#map(value, type, (before as Target | undefined) ?? {}, path)
      case 'string': return typeof value === 'string' ? value : this.#wrongType(value, type.go)
      case 'bool': return typeof value === 'boolean' ? value : this.#wrongType(value, type.go)
      case 'int32': return this.#integer(value, type.go, int32)
      case 'int64': return this.#integer(value, type.go, int64)
      case 'float64': return isNumber(value) ? Number(plain(value)) : this.#wrongType(value, type.go)
      case 'bytes': return Array.isArray(value) ? this.#bytes(value) : this.#text(value, type.go, readBase64)
      case 'raw': return type.go.startsWith(schemaOr)
        ? this.#own(() => this.#schemaOr(value, type.go.slice(schemaOr.length)))
        : plain(value)
      case 'intOrString':
        return typeof value === 'string' ? value : this.#own(() => this.#integer(value, 'int32', int32))
      case 'quantity': return this.#own(() => this.#quantity(value))
      case 'time': return this.#own(() => this.#text(value, 'string', readTime))
      case 'microTime': return this.#own(() => this.#text(value, 'string', readMicroTime))
      case 'duration': return this.#own(() => this.#text(value, 'string', readDuration))
    }
  }

  special(value: unknown, type: TypeRef): unknown {
    return this.#value(value, type, undefined, '')
  }

  #list(value: unknown, type: TypeRef & { form: 'list' }, path: string): unknown {
    if (!Array.isArray(value)) return this.#wrongType(value, goType(type, this.#struct))
    return value.map((item, index) => this.#element(item, type.element, undefined, `${path}[${index}]`))
  }

  /** Go takes numbers for bytes, too. */
  #bytes(values: readonly unknown[]): string {
    return Buffer.from(values.map((one) => Number(this.#integer(one ?? 0, 'uint8', uint8) ?? 0))).toString('base64')
  }

  #map(value: unknown, type: TypeRef & { form: 'map' }, into: Target, path: string): unknown {
    if (!isObject(value)) return this.#wrongType(value, goType(type, this.#struct))
    const seen = value instanceof Members ? new Set<string>() : undefined
    eachMember(value, (name, inner) => {
      const at = `${path}.${name}`
      if (seen?.has(name)) this.#complain('duplicate', at)
      seen?.add(name)
      setOwn(into, name, this.#element(inner, type.element, undefined, at))
    })
    return into
  }

  #element(value: unknown, type: TypeRef, before: unknown, path: string): unknown {
    return value === null ? zeroOf(type) : this.#value(value, type, before, path)
  }

  #integer(value: unknown, go: string, { min, max }: Range): unknown {
    if (!isNumber(value)) return this.#wrongType(value, go)
    if (value instanceof NumberText) return this.#fails(`number ${value.source}`, go)
    if (!isInteger(value) || value > max || value < min) return this.#fails(`number ${value}`, go)
    return value === 0 ? 0 : value
  }

  /**
   * JSONSchemaProps or something else. They decode on their own, so that nothing is said of fields they do not know.
   */
  #schemaOr(value: unknown, other: string): unknown {
    const struct = this.#struct
    if (isObject(value) && struct) {
      const decoder = new Decoder()
      const schema = decoder.struct(value, struct, {}, '')
      this.error ??= decoder.error
      return schema
    }
    if (other === 'Bool') {
      if (typeof value !== 'boolean') this.error ??= 'boolean or JSON schema expected'
      return value
    }
    if (!Array.isArray(value)) return null
    return value.map((item) => (other === 'Array' ? this.#schemaOr(item, other) : item))
  }

  #text<T>(value: unknown, go: string, read: (text: string) => Read<T>): unknown {
    if (typeof value !== 'string') return this.#wrongType(value, go)
    const result = read(value)
    if ('value' in result) return result.value ?? undefined
    this.error ??= result.error
    return undefined
  }

  #quantity(value: unknown): unknown {
    const text = typeof value === 'string'
      ? value.trim()
      : value instanceof NumberText ? value.source : JSON.stringify(plain(value))
    const quantity = parseQuantity(text)
    if (quantity === undefined) this.error ??= quantityError(text) ?? 'quantities must match the regular expression'
    return quantity?.toString()
  }

  /**
   * What is wrong with a value that has an UnmarshalJSON of its own ends the decoding;
   * Go then tells of nothing before it.
   */
  #own<T>(read: () => T): T {
    const before = this.error
    this.error = undefined
    const result = read()
    if (this.error !== undefined) throw new DecodeError('type', this.error)
    this.error = before
    return result
  }

  #wrongType(value: unknown, go: string): undefined {
    return this.#fails(Array.isArray(value) ? 'array' : value instanceof Members ? 'object' : typeName(value), go)
  }

  #fails(what: string, go: string): undefined {
    const names = this.#fields.flatMap(({ via, name }) => via ? [baseName(via.struct), name] : [name])
    const target = this.#struct && names.length > 0
      ? `struct field ${baseName(this.#struct)}.${names.join('.')}`
      : 'value'
    this.error ??= `json: cannot unmarshal ${what} into Go ${target} of type ${go}`
    return undefined
  }

  #complain(how: 'unknown' | 'duplicate', path: string): void {
    if (this.strict.size < bodyLimits.strictErrors) this.strict.add(complaint(how, path))
  }
}

/** What strict decoding says of one field. */
export const complaint = (how: 'unknown' | 'duplicate', path: string): string => `${how} field ${JSON.stringify(path)}`

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)

interface Range {
  readonly min: number | bigint
  readonly max: number | bigint
}

const int32: Range = { min: -(2 ** 31), max: 2 ** 31 - 1 }
const uint8: Range = { min: 0, max: 255 }
const int64: Range = { min: -(2n ** 63n), max: 2n ** 63n - 1n }

const isNumber = (value: unknown): value is number | bigint | NumberText =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberText

const isInteger = (value: number | bigint): boolean => typeof value === 'bigint' || Number.isInteger(value)

const isNilable = (type: TypeRef): boolean => ['list', 'map', 'bytes', 'raw'].includes(type.form)

function eachMember(value: object, visit: (name: string, inner: unknown) => void): void {
  if (value instanceof Members) for (const [name, inner] of value.entries) visit(name, inner)
  else for (const name of Object.keys(value)) visit(name, (value as Target)[name])
}

/** Any JSON with repeated names resolved, where the last one counts, and numbers in unusual forms made numbers. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof NumberText) return Number(value.source)
  if (!isObject(value)) return value
  const result: Target = {}
  eachMember(value, (name, inner) => setOwn(result, name, plain(inner)))
  return result
}

/** What null stands for inside a list or map; null itself where Go has a nil. */
export function zeroOf(type: TypeRef): unknown {
  if (type.pointer) return null
  switch (type.form) {
    case 'string': return ''
    case 'bool': return false
    case 'int32': case 'int64': case 'float64': case 'intOrString': return 0
    case 'struct': return {}
    case 'quantity': return '0'
    case 'duration': return '0s'
    default: return null
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (isNumber(value)) return 'number'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

const goStruct = (type: StructType): string => type.name.slice(type.name.lastIndexOf('/') + 1)

/** `PodSpec`. */
const baseName = (type: StructType): string => type.name.slice(type.name.lastIndexOf('.') + 1)

/**
 * The type of a member of `within` as Go prints it. A list that protobuf wraps has a name, and so have amounts by name.
 */
function goType(type: TypeRef, within: StructType | undefined): string {
  const pointer = type.pointer ? '*' : ''
  if (type.form === 'list') return pointer + (type.wrapped ? 'v1.ExtraValue' : `[]${goType(type.element, within)}`)
  if (type.form === 'map') {
    if (type.element.form !== 'quantity') return `${pointer}map[string]${goType(type.element, within)}`
    const isOfDevices = within?.name.startsWith('k8s.io/api/resource/')
    return pointer + (isOfDevices ? 'map[v1.QualifiedName]resource.Quantity' : 'v1.ResourceList')
  }
  return `${pointer}${type.form === 'struct' ? goStruct(type.struct) : type.go}`
}
