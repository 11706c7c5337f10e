import { setOwn } from '../../../apimachinery/own.ts'
import { namesInOrder } from './byte-order.ts'
import { toWire } from './encode.ts'
import { builtinSchema } from './load.ts'
import { choiceOf } from './protobuf-choices.ts'
import { messageForms } from './protobuf-forms.ts'
import { type MessageShape, messageShape, readFields, unpack, type WireField, WireWriter } from './protobuf-wire.ts'
import type { StructType, TypeRef } from './schema.ts'

/** The message of one object, fields by number; what has no number (kind, apiVersion) is not carried. */
export function writeStruct(struct: StructType, object: any): Buffer {
  const writer = new WireWriter()
  for (const part of layoutOf(struct).parts) {
    if (part.inline) writer.bytes(part.number, writeStruct(part.inline, object))
    else writeField(writer, part.number, part.type, object?.[part.name])
  }
  return writer.finish()
}

/** The reverse: fields that are unknown are skipped, as Go does. `into` takes what inline messages hold. */
export function readStruct(struct: StructType, message: Buffer, into: Record<string, unknown> = {}): any {
  const { byNumber, shape } = layoutOf(struct)
  for (const field of readFields(message, shape)) {
    const part = byNumber.get(field.number)
    if (part?.inline) readStruct(part.inline, field.data, into)
    else if (part) into[part.name] = readField(field, part.type, into[part.name])
  }
  return into
}

/** A numbered field, or an inline struct that is a message of its own. */
type Part =
  | { number: number; inline: StructType; name?: undefined; type?: undefined }
  | { number: number; inline?: undefined; name: string; type: TypeRef }

interface Layout {
  parts: Part[]
  byNumber: Map<number, Part>
  shape: MessageShape
}

const layouts = new WeakMap<StructType, Layout>()

function layoutOf(struct: StructType): Layout {
  const known = layouts.get(struct)
  if (known) return known
  const byNumber = new Map<number, Part>()
  for (const { name, proto, type, via } of struct.fields) {
    if (via) byNumber.set(via.proto, { number: via.proto, inline: via.struct })
    else if (proto > 0) byNumber.set(proto, { number: proto, name, type })
  }
  const parts = [...byNumber.values()].sort((a, b) => a.number - b.number)
  const layout = { parts, byNumber, shape: shapeOf(struct) }
  layouts.set(struct, layout)
  return layout
}

function shapeOf(struct: StructType): MessageShape {
  const shapes = struct.fields.map(({ go, proto, type, via }) => {
    if (via) return [via.proto, { go: baseName(via.struct), wire: wireOf({ form: 'struct' }) }] as const
    const element = type.form === 'list' && !type.wrapped ? type.element : type
    return [proto, { go, wire: wireOf(element), packed: element !== type && wireOf(element) === 0 }] as const
  })
  return { name: baseName(struct), fields: new Map(shapes.filter(([number]) => number > 0)) }
}

function wireOf({ form }: Pick<TypeRef, 'form'>): number {
  if (form === 'bool' || form === 'int32' || form === 'int64') return 0
  return form === 'float64' ? 1 : 2
}

const baseName = ({ name }: StructType): string => name.slice(name.lastIndexOf('.') + 1)

/** Values that are no pointers are always written, zero or not, as Go's generated code does. */
function writeField(writer: WireWriter, number: number, type: TypeRef, value: any): void {
  const isAbsent = value === undefined || value === null
  if (isAbsent && (type.pointer || type.form === 'bytes')) return
  if (type.form === 'list' && !type.wrapped) {
    for (const item of value ?? []) writeValue(writer, number, type.element, item)
  } else if (type.form === 'map') {
    for (const key of namesInOrder(value ?? {})) {
      const entry = new WireWriter()
      entry.text(1, key)
      writeValue(entry, 2, type.element, value[key])
      writer.bytes(number, entry.finish())
    }
  } else if (type.form !== 'list' || !isAbsent) {
    writeValue(writer, number, type, value)
  }
}

function writeValue(writer: WireWriter, number: number, type: TypeRef, value: any): void {
  switch (type.form) {
    case 'string': return writer.text(number, value ?? '')
    case 'bool': return writer.integer(number, value ? 1 : 0)
    case 'int32': case 'int64': return writer.integer(number, value ?? 0)
    case 'float64': return writer.double(number, value ?? 0)
    case 'bytes': return writer.bytes(number, Buffer.from(value ?? '', 'base64'))
    case 'struct': return writer.bytes(number, writeStruct(type.struct, value))
    case 'list': case 'map': {
      // A list or map inside a list or map is a message of its own, with the items as field 1.
      const inner = new WireWriter()
      for (const item of value ?? []) writeValue(inner, 1, (type as TypeRef & { form: 'list' }).element, item)
      return writer.bytes(number, inner.finish())
    }
    default: return writer.bytes(number, formMessage(type, value))
  }
}

/** The message of a value whose JSON is not that of a struct. A function of its own: structs nest deep on the stack. */
function formMessage(type: TypeRef & { form: keyof typeof messageForms }, value: unknown): Buffer {
  const inner = new WireWriter()
  const isAbsent = value === undefined || value === null
  const choice = type.form === 'raw' && !isAbsent ? choiceOf(type.go) : undefined
  if (choice) choice.write(inner, value, schemaCodec)
  else messageForms[type.form].write(inner, isAbsent ? zeroOf(type.form) : value)
  return inner.finish()
}

/** Schemas within the schema of a custom resource: a value on its own there, so it is read as JSON shows it. */
const schemaCodec = {
  write: (schema: object): Buffer => writeStruct(schemaStruct(), schema),
  read: (message: Buffer): object => toWire(schemaStruct(), readStruct(schemaStruct(), message)),
}

const schemaStruct = (): StructType => builtinSchema().struct('apiextensions/v1.JSONSchemaProps')

function zeroOf(form: keyof typeof messageForms): unknown {
  return { quantity: '0', intOrString: 0, time: null, microTime: null, duration: '0s', raw: null }[form]
}

function readField(field: WireField, type: TypeRef, before: any): unknown {
  if (type.form === 'list' && !type.wrapped) {
    const list = (before ?? []) as unknown[]
    const isPacked = field.isBytes && wireOf(type.element) === 0
    for (const one of isPacked ? unpack(field) : [field]) list.push(readValue(one, type.element))
    return list
  }
  if (type.form !== 'map') return readValue(field, type, before)
  const map = (before ?? {}) as Record<string, unknown>
  let key = ''
  let value: unknown = emptyOf(type.element)
  for (const part of readFields(field.data)) {
    // Go reads a length here, whatever the tag says.
    if (part.number <= 2 && !part.isBytes) throw new RangeError('unexpected EOF')
    if (part.number === 1) key = part.data.toString()
    if (part.number === 2) value = readValue(part, type.element)
  }
  setOwn(map, key, value)
  return map
}

function readValue(field: WireField, type: TypeRef, before?: any): unknown {
  switch (type.form) {
    case 'string': return field.data.toString()
    case 'bool': return field.integer !== 0
    case 'int32': return field.integer | 0
    case 'int64': return field.whole
    case 'float64': return field.double
    case 'bytes': return field.data.toString('base64')
    case 'struct': return readStruct(type.struct, field.data, before ?? {})
    case 'list': return [...readFields(field.data, wrappedShape)].map((item) => readValue(item, type.element))
    case 'map': return {}
    case 'raw': return (choiceOf(type.go) ?? messageForms.raw).read(field.data, schemaCodec)
    default: return messageForms[type.form].read(field.data)
  }
}

const wrappedShape = messageShape('ExtraValue', { 1: ['Items', 'bytes'] })

/** What a map entry without a value stands for. */
function emptyOf(type: TypeRef): unknown {
  switch (type.form) {
    case 'string': case 'bytes': return ''
    case 'bool': return false
    case 'int32': case 'int64': case 'float64': return 0
    case 'struct': return {}
    default: return null
  }
}
