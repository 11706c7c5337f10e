import { messageShape, readFields, WireWriter } from './protobuf-wire.ts'

/** How the schema that a choice may hold is written and read. */
export interface SchemaCodec {
  write(schema: object): Buffer
  read(message: Buffer): object
}

/** A value that is a schema or something simpler, and the message that carries it. */
interface Choice {
  write(writer: WireWriter, value: any, codec: SchemaCodec): void
  read(message: Buffer, codec: SchemaCodec): unknown
}

const boolShape = messageShape('JSONSchemaPropsOrBool', { 1: ['Allows', 'integer'], 2: ['Schema', 'bytes'] })
const listShape = messageShape('JSONSchemaPropsOrArray', { 1: ['Schema', 'bytes'], 2: ['JSONSchemas', 'bytes'] })

/** A schema, or whether anything is allowed; a schema says that something is. */
const schemaOrBool: Choice = {
  write(writer, value, codec) {
    writer.integer(1, value === false ? 0 : 1)
    if (typeof value === 'object') writer.bytes(2, codec.write(value))
  },
  read(message, codec) {
    let [allows, schema]: [boolean, object | undefined] = [false, undefined]
    for (const field of readFields(message, boolShape)) {
      if (field.number === 1) allows = field.integer !== 0
      if (field.number === 2) schema = codec.read(field.data)
    }
    return schema ?? allows
  },
}

/** A schema as field 1, or a list as field 2; a list wins, as it does in Go. */
function schemaOrList<T>(
  writeItem: (item: T, codec: SchemaCodec) => Buffer,
  readItem: (data: Buffer, codec: SchemaCodec) => T,
): Choice {
  return {
    write(writer, value, codec) {
      if (Array.isArray(value)) for (const item of value as T[]) writer.bytes(2, writeItem(item, codec))
      else writer.bytes(1, codec.write(value))
    },
    read(message, codec) {
      let schema: object | null = null
      const list: T[] = []
      for (const field of readFields(message, listShape)) {
        if (field.number === 1) schema = codec.read(field.data)
        if (field.number === 2) list.push(readItem(field.data, codec))
      }
      return list.length > 0 ? list : schema
    },
  }
}

const schemaOrSchemas = schemaOrList((item: object, codec) => codec.write(item), (data, codec) => codec.read(data))
const schemaOrTexts = schemaOrList((item: string) => Buffer.from(item), (data) => data.toString())

const choices = new Map<string, Choice>([
  ['v1.JSONSchemaPropsOrBool', schemaOrBool],
  ['v1.JSONSchemaPropsOrArray', schemaOrSchemas],
  ['v1.JSONSchemaPropsOrStringArray', schemaOrTexts],
])

/**
 * What stands in the schemas of custom resources where either a schema or something simpler may: JSON shows
 * the one that is there, protobuf has a message with a field for each. `undefined` for other Go types.
 */
export function choiceOf(goType: string): Choice | undefined {
  return choices.get(goType)
}
