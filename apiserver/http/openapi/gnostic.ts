import { dump } from 'js-yaml'
import { WireWriter } from '../../resources/schema/protobuf-wire.ts'
import type { JsonSchema } from './schemas.ts'

/**
 * A version 2 document as protobuf (`com.github.proto-openapi.spec.v2.v1.0+protobuf`), which kubectl and Helm
 * ask for. It holds what these read: definitions, and of each operation its id, its media types and extensions.
 */
export function encodeGnostic(document: JsonSchema): Buffer {
  return message((writer) => {
    writer.text(1, document['swagger'])
    writer.bytes(2, message((inner) => {
      inner.text(1, document['info'].title)
      inner.text(2, document['info'].version)
    }))
    writer.bytes(8, named(document['paths'], 2, pathItem))
    writer.bytes(9, named(document['definitions'], 1, schema))
  })
}

function message(fill: (writer: WireWriter) => void): Buffer {
  const writer = new WireWriter()
  fill(writer)
  return writer.finish()
}

/** A message with one repeated field of names and values. */
function named(of: Record<string, any>, field: number, write: (value: any) => Buffer): Buffer {
  return message((writer) => {
    for (const [name, value] of Object.entries(of)) {
      writer.bytes(field, message((inner) => {
        inner.text(1, name)
        inner.bytes(2, write(value))
      }))
    }
  })
}

const methods: Record<string, number> = { get: 2, put: 3, post: 4, delete: 5, patch: 8 }

function pathItem(item: JsonSchema): Buffer {
  return message((writer) => {
    for (const [method, number] of Object.entries(methods)) {
      if (item[method]) writer.bytes(number, operation(item[method]))
    }
  })
}

function operation(of: JsonSchema): Buffer {
  return message((writer) => {
    for (const tag of of['tags']) writer.text(1, tag)
    writer.text(5, of['operationId'])
    for (const type of of['produces']) writer.text(6, type)
    for (const type of of['consumes']) writer.text(7, type)
    for (const scheme of of['schemes']) writer.text(10, scheme)
    extensions(writer, 13, of)
  })
}

function schema(of: JsonSchema): Buffer {
  return message((writer) => {
    if (of['$ref']) writer.text(1, of['$ref'])
    if (of['format']) writer.text(2, of['format'])
    if (of['description']) writer.text(4, of['description'])
    for (const name of of['required'] ?? []) writer.text(19, name)
    for (const value of of['enum'] ?? []) writer.bytes(20, message((any) => any.text(2, yaml(value))))
    const { additionalProperties, items, properties, type } = of
    if (additionalProperties) writer.bytes(21, message((item) => item.bytes(1, schema(additionalProperties))))
    if (type) writer.bytes(22, message((item) => item.text(1, type)))
    if (items) writer.bytes(23, message((item) => item.bytes(1, schema(items))))
    if (properties) writer.bytes(25, named(properties, 1, schema))
    extensions(writer, 31, of)
  })
}

/** YAML with the quotes that Go's library chooses. */
function yaml(value: unknown): string {
  return dump(value, { noRefs: true }).replace(/(^|: )''$/gm, '$1""')
}

/** Extensions are carried as YAML. */
function extensions(writer: WireWriter, field: number, of: JsonSchema): void {
  for (const name of Object.keys(of).filter((key) => key.startsWith('x-'))) {
    writer.bytes(field, message((inner) => {
      inner.text(1, name)
      inner.bytes(2, message((any) => any.text(2, yaml(of[name]))))
    }))
  }
}
