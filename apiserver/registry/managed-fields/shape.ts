/** What server-side apply needs to know of a type. Upstream: structured-merge-diff's schema.Atom. */
import type { Field, StructType, TypeRef } from '../../resources/schema/schema.ts'

/**
 * A type by the forms its values may have; at least one is set. Where several are (any JSON), the value decides.
 */
export interface Shape {
  readonly scalar?: 'string' | 'numeric' | 'boolean' | 'untyped'
  readonly list?: ListShape
  readonly map?: MapShape
}

export interface ListShape {
  /** The list has one owner as a whole. */
  readonly atomic: boolean
  /** The fields that identify an element; empty for a set of scalars. */
  readonly keys: readonly string[]
  readonly element: Shape
}

export interface MapShape {
  readonly atomic: boolean
  /** The type of a field that the schema names. */
  field(name: string): Shape | undefined
  /** What an absent field counts as when it is a key of its list. */
  keyDefault(name: string): unknown
  /** The type of all other fields; undefined where there may be none. */
  readonly element: Shape | undefined
}

const noFields = { field: () => undefined, keyDefault: () => undefined }

const anyList: ListShape = { atomic: true, keys: [], get element() { return anyShape } }

/** Any JSON, owned as a whole. */
const anyShape: Shape = {
  scalar: 'untyped',
  list: anyList,
  map: { ...noFields, atomic: true, get element() { return anyShape } },
}

/** Any JSON, its maps owned field by field: what is used where there is no schema. */
export const deducedShape: Shape = {
  scalar: 'untyped',
  list: anyList,
  map: { ...noFields, atomic: false, get element() { return deducedShape } },
}

/**
 * What OpenAPI calls an object; it says no type at all of other JSON.
 * What a kind embeds without knowing it has one owner.
 */
const rawShapes: Readonly<Record<string, Shape>> = {
  'runtime.RawExtension': anyShape,
  'v1.FieldsV1': { map: { ...noFields, atomic: false, element: deducedShape } },
}

const shapes = new WeakMap<StructType, Shape>()
const atomicShapes = new WeakMap<StructType, Shape>()
const granularShapes = new WeakMap<StructType, Shape>()

/** The shape of a struct; made once. */
export function shapeOf(struct: StructType): Shape {
  return cached(shapes, struct, () => ({ map: structShape(struct, struct.atomic) }))
}

function atomicShapeOf(struct: StructType): Shape {
  return cached(atomicShapes, struct, () => ({ map: structShape(struct, true) }))
}

/** A field may say another thing of a struct than the struct itself. */
function granularShapeOf(struct: StructType): Shape {
  return cached(granularShapes, struct, () => ({ map: structShape(struct, false) }))
}

function cached(cache: WeakMap<StructType, Shape>, struct: StructType, make: () => Shape): Shape {
  let shape = cache.get(struct)
  if (shape === undefined) cache.set(struct, shape = make())
  return shape
}

function structShape(struct: StructType, atomic: boolean): MapShape {
  const fields = new Map<string, Shape>()
  return {
    atomic,
    element: undefined,
    field(name) {
      const known = fields.get(name)
      if (known !== undefined) return known
      const field = struct.field(name)
      if (field === undefined) return undefined
      const shape = fieldShape(field)
      fields.set(name, shape)
      return shape
    },
    keyDefault(name) {
      const field = struct.field(name)
      return field === undefined ? undefined : field.default ?? zeroKey(field)
    },
  }
}

/** A key that is always written counts with its zero value when a client leaves it out. */
function zeroKey(field: Field): unknown {
  if (field.omitempty || field.type.pointer) return undefined
  switch (field.type.form) {
    case 'string': return ''
    case 'bool': return false
    case 'int32': case 'int64': case 'float64': return 0
    default: return undefined
  }
}

function fieldShape(field: Field): Shape {
  const { type } = field
  switch (type.form) {
    case 'list': return { list: listShape(field, type.element) }
    case 'map': return { map: { ...noFields, atomic: field.mapType === 'atomic', element: typeShape(type.element) } }
    case 'struct':
      if (field.mapType === 'granular') return granularShapeOf(type.struct)
      return field.mapType === 'atomic' ? atomicShapeOf(type.struct) : shapeOf(type.struct)
    default: return typeShape(type)
  }
}

function listShape(field: Field, element: TypeRef): ListShape {
  const atomic = field.listType === undefined || field.listType === 'atomic'
  return { atomic, keys: field.listType === 'map' ? field.listMapKeys ?? [] : [], element: typeShape(element) }
}

function typeShape(type: TypeRef): Shape {
  switch (type.form) {
    case 'string': case 'bytes': case 'duration': return { scalar: 'string' }
    case 'bool': return { scalar: 'boolean' }
    case 'int32': case 'int64': case 'float64': return { scalar: 'numeric' }
    case 'time': case 'microTime': return { scalar: 'untyped' }
    // OpenAPI says that they are one of two types, which counts as no type.
    case 'quantity': case 'intOrString': return deducedShape
    case 'raw': return rawShapes[type.go] ?? deducedShape
    case 'struct': return shapeOf(type.struct)
    case 'list': return { list: { atomic: true, keys: [], element: typeShape(type.element) } }
    case 'map': return { map: { ...noFields, atomic: false, element: typeShape(type.element) } }
  }
}
