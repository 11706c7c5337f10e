import { setOwn } from '../../../apimachinery/own.ts'
import { parseQuantity } from '../../../apimachinery/quantity.ts'
import { isTextInOrder, namesInOrder } from './byte-order.ts'
import { schemaOr } from './decode.ts'
import { readDuration, readMicroTime, readTime } from './scalars.ts'
import type { Field, StructType, TypeRef } from './schema.ts'

/**
 * The object as Go would marshal it: fields in Go's order, zero values left out or filled in by the
 * field's tags, quantities and times in canonical form. Members the type does not have are left out.
 * The object is not changed; parts without a structure of their own may be shared with the result, and so may maps of
 * texts.
 */
export function toWire(struct: StructType, object: any): any {
  const given = object ?? {}
  const result: Record<string, unknown> = {}
  for (const { field, name, leftOut } of plannedFields(struct)) {
    const value = given[name]
    if (leftOut && (value === undefined || value === null)) continue
    const written = wireField(struct, field, value)
    if (written !== undefined) result[name] = written
  }
  return result
}

/** A field, and whether it is left out where the object has none: most of a large type's fields are. */
interface PlannedField {
  field: Field
  name: string
  leftOut: boolean
}

const plans = new WeakMap<StructType, readonly PlannedField[]>()

function plannedFields(struct: StructType): readonly PlannedField[] {
  const known = plans.get(struct)
  if (known) return known
  const plan = struct.fields.map((field) => ({ field, name: field.name, leftOut: absent(field) === undefined }))
  plans.set(struct, plan)
  return plan
}

/** The value a field is written with; undefined when it is left out. */
function wireField(struct: StructType, field: Field, value: unknown): unknown {
  const { type, omitempty } = field
  if (value === undefined || value === null) return absent(field)
  if (omitempty && !type.pointer && isEmpty(type, value)) return undefined
  return type.form === 'raw' && type.go.startsWith(schemaOr) ? wireSchemaOr(struct, value) : wireValue(type, value)
}

/** What a field is written with that the object does not have. */
function absent(field: Field): unknown {
  const { type, omitempty } = field
  if (type.pointer) return omitempty ? undefined : null
  return omitempty && isEmptyWhenZero(type) ? undefined : wireZero(field)
}

/** A schema within a schema, or what may stand in its place. */
function wireSchemaOr(struct: StructType, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => wireSchemaOr(struct, item))
  return typeof value === 'object' ? toWire(struct, value) : value
}

/** Whether `omitempty` leaves out the zero value: Go never takes a struct for empty. */
function isEmptyWhenZero(type: TypeRef): boolean {
  switch (type.form) {
    case 'string': case 'bool': case 'int32': case 'int64': case 'float64':
    case 'bytes': case 'list': case 'map':
      return true
    case 'raw':
      return type.go === 'v1.JSON' || type.go === 'interface {}'
    default:
      return false
  }
}

function isEmpty(type: TypeRef, value: unknown): boolean {
  switch (type.form) {
    case 'string': case 'bytes': return value === ''
    case 'bool': return value === false
    case 'int32': case 'int64': case 'float64': return value === 0
    case 'list': return (value as unknown[]).length === 0
    case 'map': return Object.keys(value as object).length === 0
    default: return false
  }
}

function wireZero({ type, omitzero }: Field): unknown {
  if (omitzero) return undefined
  switch (type.form) {
    case 'string': return ''
    case 'bool': return false
    case 'int32': case 'int64': case 'float64': case 'intOrString': return 0
    case 'quantity': return '0'
    case 'duration': return '0s'
    case 'struct': return toWire(type.struct, {})
    default: return null
  }
}

function wireValue(type: TypeRef, value: unknown): unknown {
  switch (type.form) {
    case 'struct': return toWire(type.struct, value)
    case 'list': return (value as unknown[]).map((item) => wireElement(type.element, item))
    case 'map': return wireMap(type.element, value as Record<string, unknown>)
    case 'quantity': return parseQuantity(value as string | number)?.toString() ?? value
    case 'time': return canonical(readTime(String(value)), value)
    case 'microTime': return canonical(readMicroTime(String(value)), value)
    case 'duration': return canonical(readDuration(String(value)), value)
    default: return value
  }
}

function canonical(read: { value: unknown } | { error: string }, otherwise: unknown): unknown {
  return 'value' in read ? read.value : otherwise
}

function wireElement(type: TypeRef, item: unknown): unknown {
  if (item !== null && item !== undefined) return wireValue(type, item)
  return type.form === 'struct' && !type.pointer ? toWire(type.struct, {}) : null
}

/** Go writes maps sorted by key. */
function wireMap(element: TypeRef, map: Record<string, unknown>): Record<string, unknown> {
  if (element.form === 'string' && isTextInOrder(map)) return map
  const result: Record<string, unknown> = {}
  for (const key of namesInOrder(map)) setOwn(result, key, wireElement(element, map[key]))
  return result
}
