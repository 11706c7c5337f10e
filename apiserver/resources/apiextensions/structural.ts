/** Upstream: pkg/apiserver/schema/validation.go and complete.go: what makes a schema structural. */
import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { itemSchema, schemasIn, valueSchema, type JsonSchema } from './json-schema.ts'
import { missingOutside } from './structural-completeness.ts'
import { validateNested } from './structural-nested.ts'

type Level = 'root' | 'item' | 'field'

const emptyType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
}

/** Sorted, as upstream has it. */
export function validateStructural(schema: JsonSchema, path: string): FieldError[] {
  const errors = [...validateInvariants(schema, 'root', path), ...missingOutside(schema, path)]
  const text = ({ path: at, message }: FieldError): string => `${at}: ${message}`
  return errors.sort((left, right) => (text(left) < text(right) ? -1 : 1))
}

/** Whether it has what no structural schema can say: that is refused elsewhere. */
export function isBeyondStructure(schema: JsonSchema): boolean {
  const unknown = ['patternProperties', 'dependencies', 'definitions']
  return [...schemasIn(schema)].some((one) => one['id'] || one['$schema'] || one['$ref'] || Array.isArray(one.items)
    || one['additionalItems'] !== undefined || unknown.some((keyword) => Object.keys(one[keyword] ?? {}).length > 0)
    || one['x-kubernetes-preserve-unknown-fields'] === false)
}

function validateInvariants(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const { type = '', properties = {}, additionalProperties } = schema
  const items = itemSchema(schema)
  const values = valueSchema(schema)
  const hasValues = additionalProperties !== undefined && additionalProperties !== null
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true
  return [
    ...(type === 'array' && !items ? [required(`${path}.items`, 'must be specified')] : []),
    ...(items ? validateInvariants(items, 'item', `${path}.items`) : []),
    ...Object.entries(properties)
      .flatMap(([name, one]) => validateInvariants(one, 'field', `${path}.properties[${name}]`)),
    ...(hasValues && level === 'root'
      ? [forbidden(`${path}.additionalProperties`, 'must not be used at the root')]
      : []),
    ...(values ? validateInvariants(values, 'field', `${path}.additionalProperties`) : []),
    ...validateIntOrString(schema, path),
    ...validateNested(schema, path),
    ...validateType(schema, level, path),
    ...(isEmbedded && hasValues
      ? [forbidden(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set')]
      : []),
    ...(level === 'root' && type !== '' && type !== 'object'
      ? [invalid(`${path}.type`, type, 'must be object at the root')]
      : []),
    ...validateMeta(properties, level, level === 'root' || isEmbedded, path),
    ...(isEmbedded && !schema['x-kubernetes-preserve-unknown-fields'] && Object.keys(properties).length === 0
      ? [required(`${path}.properties`,
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields')]
      : []),
  ]
}

function validateIntOrString(schema: JsonSchema, path: string): FieldError[] {
  if (!schema['x-kubernetes-int-or-string']) return []
  return ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'].flatMap((keyword) =>
    (schema[keyword]
      ? [invalid(`${path}.${keyword}`, true, 'must be false if x-kubernetes-int-or-string is true')]
      : []))
}

function validateType(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const { type = '' } = schema
  const at = `${path}.type`
  if (schema['x-kubernetes-embedded-resource'] && type !== 'object') {
    const why = 'must be object if x-kubernetes-embedded-resource is true'
    return [type === '' ? required(at, why) : invalid(at, type, why)]
  }
  const isAny = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields']
  return type === '' && !isAny ? [required(at, emptyType[level])] : []
}

function validateMeta(
  properties: Record<string, JsonSchema>, level: Level, isObject: boolean, path: string,
): FieldError[] {
  const { metadata } = properties
  const metaPath = `${path}.properties[metadata]`
  return [
    ...['kind', 'apiVersion'].flatMap((name) => {
      const property = properties[name]
      return isObject && property && property.type !== 'string'
        ? [invalid(`${path}.properties[${name}].type`, property.type ?? '', 'must be string')]
        : []
    }),
    ...(metadata && isObject && metadata.type !== 'object'
      ? [invalid(`${metaPath}.type`, metadata.type ?? '', 'must be object')]
      : []),
    ...(metadata && level === 'root' && !saysOnlyNames(metadata)
      ? [forbidden(
        metaPath, 'must not specify anything other than name and generateName, but metadata is implicitly specified',
      )]
      : []),
  ]
}

function saysOnlyNames({ type: _type, default: _default, properties = {}, ...rest }: JsonSchema): boolean {
  return Object.keys(rest).length === 0
    && Object.keys(properties).every((name) => name === 'name' || name === 'generateName')
}
