import { semanticEqual } from '../../../apimachinery/equality.ts'
import { forbidden, invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import { goRegexpError } from '../../../apimachinery/go-regexp.ts'
import { itemSchema, type JsonSchema } from './json-schema.ts'

const empty = 'must be empty to be structural'
const unset = 'must be undefined to be structural'
const off = 'must be false to be structural'

/** What the parts of allOf, anyOf, oneOf and not may not say: it belongs outside of them. */
const outsideOnly: readonly (readonly [keyword: string, why: string])[] = [
  ['default', unset], ['title', empty], ['description', empty], ['nullable', off],
  ['x-kubernetes-preserve-unknown-fields', off],
  ['x-kubernetes-embedded-resource', off], ['x-kubernetes-int-or-string', off], ['x-kubernetes-list-map-keys', empty],
  ['x-kubernetes-list-type', unset], ['x-kubernetes-map-type', unset], ['x-kubernetes-validations', empty],
]

const integerOrText = [{ type: 'integer' }, { type: 'string' }]

/** Upstream: validateValueValidation, but for the two ways to write IntOrString. */
export function validateNested(schema: JsonSchema, path: string): FieldError[] {
  return validateJunctions(schema, path, semanticEqual(schema.anyOf, integerOrText),
    semanticEqual(schema.allOf?.[0]?.anyOf, integerOrText))
}

function validateJunctions(
  { anyOf = [], allOf = [], oneOf = [], not, pattern }: JsonSchema, path: string, skipAnyOf: boolean,
  skipAnyOfInFirst: boolean,
): FieldError[] {
  const wrongPattern = goRegexpError(pattern ?? '')
  return [
    ...(skipAnyOf ? [] : anyOf.flatMap((one, at) => validatePart(one, `${path}.anyOf[${at}]`))),
    ...allOf.flatMap((one, at) => validatePart(one, `${path}.allOf[${at}]`, skipAnyOfInFirst && at === 0)),
    ...oneOf.flatMap((one, at) => validatePart(one, `${path}.oneOf[${at}]`)),
    ...(not ? validatePart(not, `${path}.not`) : []),
    ...(wrongPattern === undefined
      ? []
      : [invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${wrongPattern}`)]),
  ]
}

function validatePart(part: JsonSchema, path: string, skipAnyOf = false): FieldError[] {
  const { type = '', additionalProperties, properties = {} } = part
  const items = itemSchema(part)
  return [
    ...validateJunctions(part, path, skipAnyOf, false),
    ...(items ? validatePart(items, `${path}.items`) : []),
    ...Object.entries(properties).flatMap(([name, one]) => validatePart(one, `${path}.properties[${name}]`)),
    ...(type === '' ? [] : [forbidden(`${path}.type`, empty)]),
    ...(additionalProperties ? [forbidden(`${path}.additionalProperties`, unset)] : []),
    ...outsideOnly.flatMap(([keyword, why]) => (says(part[keyword]) ? [forbidden(`${path}.${keyword}`, why)] : [])),
    ...(properties['metadata']
      ? [forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context')]
      : []),
  ]
}

function says(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length > 0
    : value !== undefined && value !== null && value !== '' && value !== false
}
