/** Whether a value obeys a schema, in the words of kube-openapi's validation (pkg/validation). */
import { invalid, notSupportedInOrder, required, tooLong, tooMany, type FieldError } from '../../../apimachinery/field-error.ts'
import { semanticEqual } from '../../../apimachinery/equality.ts'
import { itemSchema, valueSchema, type JsonSchema } from './json-schema.ts'

/** All that is wrong with a value. */
export function validateValue(value: unknown, schema: JsonSchema, path: string): FieldError[] {
  if (value === null && schema.nullable) return []
  return [
    ...validateType(value, schema, path),
    ...validateOptions(value, schema, path),
    ...validateJunctions(value, schema, path),
    ...validateText(value, schema, path),
    ...validateNumber(value, schema, path),
    ...validateList(value, schema, path),
    ...validateObject(value, schema, path),
  ]
}

/** As Go names what it decoded. */
function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function validateType(value: unknown, schema: JsonSchema, path: string): FieldError[] {
  const { type = '' } = schema
  const found = typeName(value)
  const wanted = schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : [type]
  if (wanted.includes('') || wanted.includes(found) || (type === 'number' && found === 'integer')) return []
  return [{ ...invalid(path, found, ` in body must be of type ${wanted.join(',')}: ${JSON.stringify(found)}`), type: 'FieldValueTypeInvalid' }]
}

function validateOptions(value: unknown, { enum: options }: JsonSchema, path: string): FieldError[] {
  if (!options?.length || options.some((one: unknown) => semanticEqual(one, value))) return []
  return [notSupportedInOrder(path, value, options.map((one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one))))]
}

function validateJunctions(value: unknown, { allOf = [], anyOf = [], oneOf = [], not }: JsonSchema, path: string): FieldError[] {
  const fits = (one: JsonSchema): boolean => validateValue(value, one, path).length === 0
  const wrong = (why: string): FieldError[] => [invalid(path, '', ` "${path}" ${why}`)]
  const matching = oneOf.filter(fits).length
  return [
    ...(anyOf.length > 0 && !anyOf.some(fits) ? anyOf.flatMap((one) => validateValue(value, one, path)).slice(0, 1) : []),
    ...(oneOf.length > 0 && matching !== 1
      ? wrong(`must validate one and only one schema (oneOf). ${matching === 0 ? 'Found none valid' : `Found ${matching} valid alternatives`}`)
      : []),
    ...(allOf.every(fits) ? [] : allOf.flatMap((one) => validateValue(value, one, path))),
    ...(not && fits(not) ? wrong('must not validate the schema (not)') : []),
  ]
}

function validateText(value: unknown, { maxLength, minLength, pattern }: JsonSchema, path: string): FieldError[] {
  if (typeof value !== 'string') return []
  const length = [...value].length
  return [
    ...(maxLength !== undefined && length > maxLength ? [tooLong(path, maxLength)] : []),
    ...(minLength !== undefined && length < minLength
      ? [invalid(path, value, ` in body should be at least ${minLength} chars long`)]
      : []),
    ...(pattern && !matches(pattern, value) ? [invalid(path, value, ` in body should match '${pattern}'`)] : []),
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

function validateNumber(value: unknown, schema: JsonSchema, path: string): FieldError[] {
  if (typeof value !== 'number') return []
  const { maximum, minimum, exclusiveMaximum, exclusiveMinimum, multipleOf } = schema
  const should = (why: string): FieldError => invalid(path, value, ` in body should be ${why}`)
  const isAbove = maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)
  const isBelow = minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)
  return [
    ...(multipleOf !== undefined && !Number.isInteger(value / multipleOf) ? [should(`a multiple of ${multipleOf}`)] : []),
    ...(isAbove ? [should(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`)] : []),
    ...(isBelow ? [should(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`)] : []),
  ]
}

function validateList(value: unknown, schema: JsonSchema, path: string): FieldError[] {
  if (!Array.isArray(value)) return []
  const { maxItems, minItems } = schema
  const items = itemSchema(schema)
  return [
    ...(items ? value.flatMap((item, at) => validateValue(item, items, `${path}[${at}]`)) : []),
    ...(minItems !== undefined && value.length < minItems
      ? [invalid(path, value.length, ` in body should have at least ${minItems} items`)]
      : []),
    ...(maxItems !== undefined && value.length > maxItems ? [tooMany(path, value.length, maxItems)] : []),
  ]
}

function validateObject(value: unknown, schema: JsonSchema, path: string): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const { maxProperties, minProperties, properties = {} } = schema
  const count = Object.keys(value).length
  return [
    ...(minProperties !== undefined && count < minProperties
      ? [invalid(path, count, ` in body should have at least ${minProperties} properties`)]
      : []),
    ...(maxProperties !== undefined && count > maxProperties ? [tooMany(path, count, maxProperties)] : []),
    ...(schema.required ?? []).flatMap((name) => (name in value ? [] : [required(`${path}.${name}`)])),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const known = properties[name] ?? valueSchema(schema)
      return known ? validateValue(inner, known, properties[name] ? `${path}.${name}` : `${path}[${name}]`) : []
    }),
  ]
}
