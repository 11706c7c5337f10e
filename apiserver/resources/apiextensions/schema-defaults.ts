import { semanticEqual } from '../../../apimachinery/equality.ts'
import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import { itemSchema, schemasIn, valueSchema, type JsonSchema } from './json-schema.ts'
import { validateValue } from './schema-values.ts'

/** Whether defaults fit their own schemas. Upstream: defaulting.ValidateDefaults, but for what is inside metadata. */
export function validateDefaults(schema: JsonSchema, path: string, isRoot = true): FieldError[] {
  const items = itemSchema(schema)
  const isObject = isRoot || schema['x-kubernetes-embedded-resource'] === true
  return [
    ...(schema['default'] === undefined || schema['default'] === null
      ? []
      : validateDefault(schema, `${path}.default`)),
    ...(items ? validateDefaults(items, `${path}.items`, false) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
      (isObject && isMeta(name) ? [] : validateDefaults(one, `${path}.properties[${name}]`, false))),
  ]
}

const isMeta = (name: string): boolean => name === 'metadata' || name === 'apiVersion' || name === 'kind'

function validateDefault(schema: JsonSchema, path: string): FieldError[] {
  const value: unknown = schema['default']
  const isObject = schema['x-kubernetes-embedded-resource'] === true
  return [
    ...(semanticEqual(pruned(value, schema, isObject), value)
      ? []
      : [invalid(path, value, 'must not have unknown fields')]),
    ...validateValue(value, withoutIntOrString(schema), path),
  ]
}

/** Upstream does not look at the type of a default that may be an integer or a string. */
function withoutIntOrString(schema: JsonSchema): JsonSchema {
  const copy = structuredClone(schema)
  for (const inner of schemasIn(copy)) delete inner['x-kubernetes-int-or-string']
  return copy
}

/** The value without the fields its schema does not know. */
function pruned(value: unknown, schema: JsonSchema | undefined, isObject: boolean): unknown {
  if (Array.isArray(value)) {
    const keepsItems = schema?.['x-kubernetes-preserve-unknown-fields'] === true && !itemSchema(schema)
    return keepsItems ? value : value.map((item) => pruned(item, schema && itemSchema(schema), false))
  }
  if (typeof value !== 'object' || value === null) return value
  const keepsAll = schema?.['x-kubernetes-preserve-unknown-fields'] === true
  return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => {
    const known = schema?.properties?.[name] ?? (schema && valueSchema(schema))
    if (isObject && isMeta(name)) return [[name, inner]]
    if (known) return [[name, pruned(inner, known, known['x-kubernetes-embedded-resource'] === true)]]
    return keepsAll || schema?.additionalProperties === true ? [[name, inner]] : []
  }))
}
