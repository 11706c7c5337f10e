/** A schema as a CustomResourceDefinition has it. Upstream: apiextensions' JSONSchemaProps. */
export interface JsonSchema {
  type?: string
  format?: string
  nullable?: boolean
  properties?: Record<string, JsonSchema>
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema | JsonSchema[]
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  not?: JsonSchema
  required?: string[]
  uniqueItems?: boolean
  'x-kubernetes-preserve-unknown-fields'?: boolean
  'x-kubernetes-embedded-resource'?: boolean
  'x-kubernetes-int-or-string'?: boolean
  'x-kubernetes-list-type'?: string
  'x-kubernetes-list-map-keys'?: string[]
  'x-kubernetes-map-type'?: string
  'x-kubernetes-validations'?: ValidationRule[]
  [keyword: string]: any
}

/** Upstream: ValidationRule, in the Common Expression Language. */
export interface ValidationRule {
  rule?: string
  message?: string
  messageExpression?: string
  reason?: string
  fieldPath?: string
}

/** The schema of all items; undefined when there is none, or one for each place. */
export function itemSchema({ items }: JsonSchema): JsonSchema | undefined {
  return items && !Array.isArray(items) ? items : undefined
}

/** The schema of values under any key. */
export function valueSchema({ additionalProperties }: JsonSchema): JsonSchema | undefined {
  return typeof additionalProperties === 'object' && additionalProperties !== null ? additionalProperties : undefined
}

/** The schema and every one inside it, in upstream's order. */
export function* schemasIn(schema: JsonSchema | undefined | null): Generator<JsonSchema> {
  if (!schema) return
  yield schema
  for (const inner of innerSchemas(schema)) yield* schemasIn(inner)
}

function innerSchemas(schema: JsonSchema): (JsonSchema | undefined)[] {
  const { items, anyOf = [], allOf = [], oneOf = [], not, properties = {}, patternProperties = {}, definitions = {} } =
    schema
  return [
    ...(Array.isArray(items) ? items : [items]), ...allOf, ...anyOf, ...oneOf, not, ...Object.values(properties),
    valueSchema(schema), ...Object.values<JsonSchema>(patternProperties), ...Object.values<JsonSchema>(definitions),
  ]
}
