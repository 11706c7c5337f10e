import { toWire } from './encode.ts'
import { builtinSchema } from './load.ts'
import type { StructType, TypeRef } from './schema.ts'
import { zeroForms } from './zero-forms.ts'

/**
 * A value as upstream's internal type prints it in messages: every field under its Go name, zeros included. What has
 * JSON names inside upstream too (the types of apimachinery) keeps them. Null for none. For kinds whose internal type
 * has the fields of the served one; the pod's, which has not, is in core/validation/internal-print.
 */
export function printedByGo(type: string, value: unknown): unknown {
  return value === undefined || value === null ? null : printed(builtinSchema().struct(type), value)
}

function printed(struct: StructType, value: any): Record<string, unknown> {
  return Object.fromEntries(struct.fields.flatMap(({ go, name, type }) => {
    const shown = printedField(type, value?.[name])
    // Go embeds metadata, so that it is printed as part of the whole.
    return go === 'ObjectMeta' ? Object.entries(shown as object) : [[go, shown]]
  }))
}

function printedField(type: TypeRef, value: any): unknown {
  if (value === undefined || value === null) return zero(type)
  switch (type.form) {
    case 'struct':
      return type.struct.name.includes('apimachinery') ? toWire(type.struct, value) : printed(type.struct, value)
    case 'list': return value.map((item: unknown) => printedField(type.element, item))
    case 'map':
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printedField(type.element, item)]))
    case 'raw': return schemaOr[type.go]?.(value) ?? value
    default: return value
  }
}

const schemaType = 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaProps'
const schemaIn = (value: unknown): unknown => (typeof value === 'object' ? printedByGo(schemaType, value) : null)

/** A schema within a schema, or what may stand in its place. */
const schemaOr: Readonly<Record<string, (value: any) => unknown>> = {
  'v1.JSONSchemaPropsOrBool': (value) => ({ Allows: value !== false, Schema: schemaIn(value) }),
  'v1.JSONSchemaPropsOrArray': (value) => (Array.isArray(value)
    ? { Schema: null, JSONSchemas: value.map(schemaIn) }
    : { Schema: schemaIn(value), JSONSchemas: null }),
  'v1.JSONSchemaPropsOrStringArray': (value) => (Array.isArray(value)
    ? { Schema: null, Property: value }
    : { Schema: schemaIn(value), Property: null }),
}

function zero(type: TypeRef): unknown {
  if (type.pointer) return null
  return type.form === 'struct' ? printedField(type, {}) : zeroForms[type.form] ?? null
}
