import {
  forbidden, invalid, notSupportedInOrder, required, type FieldError,
} from '../../../apimachinery/field-error.ts'
import { itemSchema, type JsonSchema } from './json-schema.ts'

const listTypes = ['atomic', 'set', 'map']
const atomicItems = 'must be atomic as item of a list with x-kubernetes-list-type=set'

/** What is asked of a schema with a list type, in upstream's order. */
export function validateLists(schema: JsonSchema, path: string): FieldError[] {
  const { type = '', 'x-kubernetes-list-type': listType } = schema
  const typePath = `${path}.x-kubernetes-list-type`
  const onlyLists = 'must be array if x-kubernetes-list-type is specified'
  return [
    ...(listType !== undefined && type !== 'array'
      ? [type === '' ? required(`${path}.type`, onlyLists) : invalid(`${path}.type`, type, onlyLists)]
      : listType === 'set' ? validateSetItems(itemSchema(schema), `${path}.items`) : []),
    ...(listType === undefined || listTypes.includes(listType)
      ? []
      : [notSupportedInOrder(typePath, listType, listTypes)]),
    ...validateKeys(schema, path),
    ...(listType === 'map' ? validateMap(schema, path) : []),
    ...(listType === 'set' || listType === 'map' ? validateKeyed(schema, listType, path) : []),
  ]
}

function validateSetItems(items: JsonSchema | undefined, path: string): FieldError[] {
  const { type, 'x-kubernetes-list-type': listType, 'x-kubernetes-map-type': mapType } = items ?? {}
  if (type === 'array' && listType !== undefined && listType !== 'atomic') {
    return [invalid(`${path}.x-kubernetes-list-type`, listType, atomicItems)]
  }
  // The value that upstream shows is the list's type here too.
  return type === 'object' && mapType !== 'atomic'
    ? [invalid(`${path}.x-kubernetes-map-type`, listType, atomicItems)]
    : []
}

function validateKeys(schema: JsonSchema, path: string): FieldError[] {
  const { 'x-kubernetes-list-map-keys': keys, 'x-kubernetes-list-type': listType } = schema
  if (!keys?.length || listType === 'map') return []
  const why = 'must be map if x-kubernetes-list-map-keys is non-empty'
  const typePath = `${path}.x-kubernetes-list-type`
  return [listType === undefined ? required(typePath, why) : invalid(typePath, listType, why)]
}

function validateMap(schema: JsonSchema, path: string): FieldError[] {
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const items = itemSchema(schema)
  const { type = '' } = items ?? {}
  return [
    ...(keys.length === 0
      ? [required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map')]
      : []),
    ...(schema.items ? [] : [required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map')]),
    ...(Array.isArray(schema.items)
      ? [invalid(`${path}.items`, schema.items, 'must only have a single schema if x-kubernetes-list-type is map')]
      : []),
    ...(items && type !== 'object'
      ? [invalid(`${path}.items.type`, type, "must be object if parent array's x-kubernetes-list-type is map")]
      : []),
    ...(items && type === 'object' ? validateEachKey(keys, items, path) : []),
  ]
}

function validateEachKey(keys: string[], items: JsonSchema, path: string): FieldError[] {
  const seen = new Set<string>()
  return keys.flatMap((key) => {
    const errors = validateKey(key, seen.has(key), keys, items, path)
    seen.add(key)
    return errors
  })
}

function validateKey(key: string, again: boolean, keys: string[], items: JsonSchema, path: string): FieldError[] {
  const keysPath = `${path}.x-kubernetes-list-map-keys`
  const property = items.properties?.[key]
  const errors: FieldError[] = []
  if (!property) errors.push(invalid(keysPath, keys, 'entries must all be names of item properties'))
  else if (property.type === 'array' || property.type === 'object') {
    errors.push(invalid(`${path}.items.properties[${key}].type`, items.type,
      "must be a scalar type if parent array's x-kubernetes-list-type is map"))
  }
  if (again) errors.push(invalid(keysPath, keys, 'must not contain duplicate entries'))
  return errors
}

/** Upstream: validateMapListKeysMapSet. */
function validateKeyed(schema: JsonSchema, listType: 'set' | 'map', path: string): FieldError[] {
  const items = itemSchema(schema)
  if (!items) return []
  const keys = listType === 'map' ? schema['x-kubernetes-list-map-keys'] ?? [] : []
  return [
    ...(items.nullable
      ? [forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`)]
      : []),
    ...keys.flatMap((key) => validateKeyProperty(key, items, `${path}.items.properties[${key}]`)),
  ]
}

function validateKeyProperty(key: string, items: JsonSchema, path: string): FieldError[] {
  const property = items.properties?.[key]
  if (!property) return []
  const hasDefault = property['default'] !== undefined && property['default'] !== null
  const isKey = 'this property is in x-kubernetes-list-map-keys, so it'
  return [
    ...(items.required?.includes(key) || hasDefault
      ? []
      : [required(`${path}.default`, `${isKey} must have a default or be a required property`)]),
    ...(property.nullable ? [forbidden(`${path}.nullable`, `${isKey} cannot be nullable`)] : []),
  ]
}
