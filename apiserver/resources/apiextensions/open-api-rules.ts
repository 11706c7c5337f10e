import { forbidden, invalid, notSupported, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { unsupported } from '../core/validation/fields.ts'
import { itemSchema, valueSchema, type JsonSchema } from './json-schema.ts'
import { validateLists } from './list-rules.ts'
import { validateRules } from './rule-shape.ts'

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const metaFields = ['metadata', 'kind', 'apiVersion']

interface Where {
  isRoot: boolean
  /** Inside the schema of an object's metadata or type. */
  inMeta: boolean
  /** Why no default may be here. */
  noDefault?: string
}

/**
 * What any schema of a custom resource has to obey.
 * Upstream: ValidateCustomResourceDefinitionOpenAPISchema, but for CEL.
 */
export function validateOpenApi(schema: JsonSchema, path: string): FieldError[] {
  return validateSchema(schema, path, { isRoot: true, inMeta: false })
}

function validateSchema(schema: JsonSchema | undefined | null, path: string, where: Where): FieldError[] {
  if (!schema) return []
  return [
    ...validateKeywords(schema, path, where),
    ...(schema.uniqueItems
      ? [forbidden(
        `${path}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      )]
      : []),
    ...validateInner(schema, path, where),
    ...validateExtensions(schema, path),
    ...validateLists(schema, path),
    ...validateRules(schema, path),
  ]
}

function validateKeywords(schema: JsonSchema, path: string, { inMeta, noDefault }: Where): FieldError[] {
  const { type = '', items } = schema
  const isSet = (keyword: string): boolean => schema[keyword] !== undefined && schema[keyword] !== null
  const isFilled = (keyword: string): boolean => Object.keys(schema[keyword] ?? {}).length > 0
  const refused = (keyword: string, holds: boolean): FieldError[] =>
    (holds ? [forbidden(`${path}.${keyword}`, `${keyword} is not supported`)] : [])
  return [
    ...(type === '' || types.includes(type) ? [] : [notSupported(`${path}.type`, type, types)]),
    ...(isSet('default') && noDefault !== undefined
      ? [forbidden(`${path}.default`, `must not be set ${noDefault}`)]
      : []),
    ...refused('id', Boolean(schema['id'])),
    ...refused('additionalItems', isSet('additionalItems')),
    ...refused('patternProperties', isFilled('patternProperties')),
    ...refused('definitions', isFilled('definitions')),
    ...refused('dependencies', isSet('dependencies')),
    ...refused('$ref', isSet('$ref')),
    ...(type === 'null'
      ? [forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative')]
      : []),
    ...(Array.isArray(items) && items.length > 0
      ? [forbidden(`${path}.items`, 'items must be a schema object and not an array')]
      : []),
    ...(inMeta && schema['x-kubernetes-embedded-resource']
      ? [forbidden(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta')]
      : []),
  ]
}

function validateInner(schema: JsonSchema, path: string, where: Where): FieldError[] {
  const { properties = {}, additionalProperties, not, items } = schema
  const inside = { ...where, isRoot: false }
  const noDefault = where.inMeta ? 'inside additionalProperties applying to object metadata' : where.noDefault
  const each = (list: Record<string, JsonSchema> | JsonSchema[] | undefined, field: string): FieldError[] =>
    Object.entries(list ?? {}).flatMap(([key, one]) => validateSchema(one, `${path}.${field}[${key}]`, inside))
  return [
    ...(additionalProperties !== undefined && additionalProperties !== null && additionalProperties !== true
      && Object.keys(properties).length > 0
      ? [forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive')]
      : []),
    ...validateSchema(valueSchema(schema), `${path}.additionalProperties`, withReason(inside, noDefault)),
    ...Object.entries(properties).flatMap(([name, one]) =>
      validateSchema(one, `${path}.properties[${name}]`, propertyPlace(schema, name, where))),
    ...validateSchema(not, `${path}.not`, inside),
    ...each(schema.allOf, 'allOf'),
    ...each(schema.oneOf, 'oneOf'),
    ...each(schema.anyOf, 'anyOf'),
    ...each(schema['definitions'], 'definitions'),
    ...validateSchema(itemSchema(schema), `${path}.items`, inside),
    ...(Array.isArray(items) ? each(items, 'items') : []),
  ]
}

function withReason(where: Where, noDefault: string | undefined): Where {
  return noDefault === undefined ? where : { ...where, noDefault }
}

function propertyPlace(schema: JsonSchema, name: string, where: Where): Where {
  const isMeta = (where.isRoot || schema['x-kubernetes-embedded-resource'] === true) && metaFields.includes(name)
  const place = { ...where, isRoot: false, inMeta: where.inMeta || isMeta }
  return isMeta && where.isRoot ? { ...place, noDefault: `in top-level ${name}` } : place
}

function validateExtensions(schema: JsonSchema, path: string): FieldError[] {
  const { type = '', 'x-kubernetes-map-type': mapType } = schema
  const onlyObjects = 'must be object if x-kubernetes-map-type is specified'
  const known = ['atomic', 'granular']
  return [
    ...(schema['x-kubernetes-preserve-unknown-fields'] === false
      ? [invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined')]
      : []),
    ...(mapType === undefined || type === 'object'
      ? []
      : [type === '' ? required(`${path}.type`, onlyObjects) : invalid(`${path}.type`, type, onlyObjects)]),
    ...(mapType === undefined || known.includes(mapType)
      ? []
      : [unsupported(`${path}.x-kubernetes-map-type`, mapType, known)]),
  ]
}
