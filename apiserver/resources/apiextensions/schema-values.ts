/** Whether a value obeys a schema, in the words of kube-openapi's validation (pkg/validation). */
import {
  invalid, notSupportedInOrder, required, tooLong, tooMany, type FieldError,
} from '../../../apimachinery/field-error.ts'
import { semanticEqual } from '../../../apimachinery/equality.ts'
import { itemSchema, valueSchema, type JsonSchema } from './json-schema.ts'
import { validateNumber } from './schema-numbers.ts'
import { placeAt, within, type Place } from './value-place.ts'

/** All that is wrong with a value. */
export function validateValue(value: unknown, schema: JsonSchema, path: string): FieldError[] {
  return validateAt(value, schema, placeAt(path))
}

function validateAt(value: unknown, schema: JsonSchema, place: Place): FieldError[] {
  if (value === null && schema.nullable) return []
  return [
    ...validateType(value, schema, place),
    ...validateJunctions(value, schema, place),
    ...validateText(value, schema, place),
    ...(typeof value === 'number' ? validateNumber(value, schema, place) : []),
    ...validateList(value, schema, place),
    ...validateOptions(value, schema, place),
    ...validateObject(value, schema, place),
  ]
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

const formatName: Readonly<Record<string, string>> = { integer: 'int64', number: 'float64' }

function validateType(value: unknown, schema: JsonSchema, { path, name }: Place): FieldError[] {
  const { type = '', format = '' } = schema
  const found = typeName(value)
  const wanted = schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : [type]
  if (wanted.includes('') || wanted.includes(found) || (type === 'number' && found === 'integer')) return []
  // A format stands for the type of all but texts and lists.
  const isByFormat = format !== '' && format !== formatName[found] && found !== 'string' && found !== 'array'
  const [must, is] = isByFormat ? [format, formatName[found] ?? ''] : [wanted.join(','), found]
  return [{
    ...invalid(path, is, `${name} in body must be of type ${must}: ${JSON.stringify(is)}`),
    type: 'FieldValueTypeInvalid',
  }]
}

function validateOptions(value: unknown, { enum: options }: JsonSchema, { path }: Place): FieldError[] {
  if (!options?.length || options.some((one: unknown) => semanticEqual(one, value))) return []
  const shown = options.map((one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one)))
  return [notSupportedInOrder(path, value, shown)]
}

function validateJunctions(value: unknown, schema: JsonSchema, place: Place): FieldError[] {
  const { anyOf = [], oneOf = [], allOf = [], not } = schema
  const fit = (one: JsonSchema): boolean => validateAt(value, one, place).length === 0
  const first = (list: JsonSchema[]): FieldError[] => (list[0] ? validateAt(value, list[0], place) : [])
  const wrong = (why: string): FieldError[] => [invalid(place.path, '', `${JSON.stringify(place.name)} ${why}`)]
  const matching = oneOf.filter(fit).length
  const found = matching === 0 ? 'Found none valid' : `Found ${matching} valid alternatives`
  return [
    ...(anyOf.length > 0 && !anyOf.some(fit)
      ? [...wrong('must validate at least one schema (anyOf)'), ...first(anyOf)]
      : []),
    ...(oneOf.length > 0 && matching !== 1
      ? [...wrong(`must validate one and only one schema (oneOf). ${found}`), ...(matching === 0 ? first(oneOf) : [])]
      : []),
    ...(allOf.every(fit)
      ? []
      : [...allOf.flatMap((one) => validateAt(value, one, place)), ...wrong(`must validate all the schemas (allOf)${
        allOf.some(fit) ? '' : '. None validated'}`)]),
    ...(not && fit(not) ? wrong('must not validate the schema (not)') : []),
  ]
}

function validateText(
  value: unknown, { maxLength, minLength, pattern }: JsonSchema, { path, name }: Place,
): FieldError[] {
  if (typeof value !== 'string') return []
  const length = [...value].length
  return [
    ...(maxLength !== undefined && length > maxLength ? [tooLong(path, maxLength)] : []),
    ...(minLength !== undefined && length < minLength
      ? [invalid(path, value, `${name} in body should be at least ${minLength} chars long`)]
      : []),
    ...(pattern && !matches(pattern, value) ? [invalid(path, value, `${name} in body should match '${pattern}'`)] : []),
  ]
}

/** A pattern in a dialect that only Go reads is not held against anybody. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

function validateList(value: unknown, schema: JsonSchema, place: Place): FieldError[] {
  if (!Array.isArray(value)) return []
  const { maxItems, minItems } = schema
  const { path, name } = place
  const items = itemSchema(schema)
  return [
    ...(items ? value.flatMap((item, at) => validateAt(item, items, within(place, `[${at}]`))) : []),
    ...(minItems !== undefined && value.length < minItems
      ? [invalid(path, value.length, `${name} in body should have at least ${minItems} items`)]
      : []),
    ...(maxItems !== undefined && value.length > maxItems ? [tooMany(path, value.length, maxItems)] : []),
  ]
}

function validateObject(value: unknown, schema: JsonSchema, place: Place): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const { maxProperties, minProperties, properties = {} } = schema
  const count = Object.keys(value).length
  return [
    ...(minProperties !== undefined && count < minProperties
      ? [invalid(place.path, value, `${place.name} in body should have at least ${minProperties} properties`)]
      : []),
    ...(maxProperties !== undefined && count > maxProperties ? [tooMany(place.path, count, maxProperties)] : []),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const known = properties[name] ?? valueSchema(schema)
      return known ? validateAt(inner, known, within(place, name)) : []
    }),
    ...(schema.required ?? []).flatMap((name) => (name in value ? [] : [required(within(place, name).path)])),
  ]
}
