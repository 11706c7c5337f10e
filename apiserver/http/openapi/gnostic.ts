import { dump } from 'js-yaml'
import { WireWriter } from '../../resources/schema/protobuf-wire.ts'
import type { JsonSchema } from './schemas.ts'

/**
 * A version 2 document as protobuf (`com.github.proto-openapi.spec.v2.v1.0+protobuf`), which kubectl and Helm
 * ask for. Upstream: gnostic's openapiv2 messages; the numbers below are the fields of these.
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
    writer.bytes(10, named(document['parameters'] ?? {}, 1, parameter))
    for (const one of document['security'] ?? []) writer.bytes(12, named(one, 1, () => Buffer.alloc(0)))
    writer.bytes(13, named(document['securityDefinitions'] ?? {}, 1, apiKey))
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

const methods: Record<string, number> = { get: 2, put: 3, post: 4, delete: 5, options: 6, head: 7, patch: 8 }

function pathItem(item: JsonSchema): Buffer {
  return message((writer) => {
    for (const [method, number] of Object.entries(methods)) {
      if (item[method]) writer.bytes(number, operation(item[method]))
    }
    for (const one of item['parameters'] ?? []) writer.bytes(9, parameterItem(one))
  })
}

function operation(of: JsonSchema): Buffer {
  return message((writer) => {
    for (const tag of of['tags']) writer.text(1, tag)
    if (of['description']) writer.text(3, of['description'])
    writer.text(5, of['operationId'])
    for (const type of of['produces'] ?? []) writer.text(6, type)
    for (const type of of['consumes'] ?? []) writer.text(7, type)
    for (const one of of['parameters'] ?? []) writer.bytes(8, parameterItem(one))
    writer.bytes(9, named(of['responses'], 1, response))
    for (const scheme of of['schemes']) writer.text(10, scheme)
    extensions(writer, 13, of)
  })
}

/** A parameter, or a reference to a shared one. */
function parameterItem(of: JsonSchema): Buffer {
  return message((writer) => {
    if (of['$ref']) writer.bytes(2, message((reference) => reference.text(1, of['$ref'])))
    else writer.bytes(1, parameter(of))
  })
}

function parameter(of: JsonSchema): Buffer {
  return message((writer) => {
    if (of['in'] === 'body') writer.bytes(1, bodyParameter(of))
    else writer.bytes(2, message((inner) => inner.bytes(of['in'] === 'query' ? 3 : 4, plainParameter(of))))
  })
}

function bodyParameter(of: JsonSchema): Buffer {
  return message((writer) => {
    writer.text(2, of['name'])
    writer.text(3, of['in'])
    if (of['required']) writer.integer(4, 1)
    writer.bytes(5, schema(of['schema']))
  })
}

/** Parameters of the query have one field more before the type than those of the path. */
function plainParameter(of: JsonSchema): Buffer {
  const shift = of['in'] === 'query' ? 1 : 0
  return message((writer) => {
    if (of['required']) writer.integer(1, 1)
    writer.text(2, of['in'])
    if (of['description']) writer.text(3, of['description'])
    writer.text(4, of['name'])
    writer.text(5 + shift, of['type'])
    if (of['uniqueItems']) writer.integer(19 + shift, 1)
  })
}

function response(of: JsonSchema): Buffer {
  const body = message((writer) => {
    writer.text(1, of['description'])
    if (of['schema']) writer.bytes(2, message((item) => item.bytes(1, schema(of['schema']))))
  })
  return message((writer) => writer.bytes(1, body))
}

function apiKey(of: JsonSchema): Buffer {
  const key = message((writer) => {
    writer.text(1, of['type'])
    writer.text(2, of['name'])
    writer.text(3, of['in'])
    if (of['description']) writer.text(4, of['description'])
  })
  return message((writer) => writer.bytes(2, key))
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
