import { required, type FieldError } from '../../../apimachinery/field-error.ts'
import { itemSchema, type JsonSchema } from './json-schema.ts'

/** What allOf, anyOf, oneOf and not speak of must be specified outside of them too. */
export function missingOutside(schema: JsonSchema, path: string): FieldError[] {
  return missingIn(schema, schema, path, path)
}

/** `outside` is the schema of the same value outside, at `path`; `schema` stands at `at`. */
function missingIn(schema: JsonSchema, outside: JsonSchema, path: string, at: string): FieldError[] {
  const each = (field: 'allOf' | 'anyOf' | 'oneOf'): FieldError[] =>
    (schema[field] ?? []).flatMap((one, index) => missingFor(one, outside, path, `${at}.${field}[${index}]`))
  return [
    ...(schema.not ? missingFor(schema.not, outside, path, `${at}.not`) : []), ...each('allOf'), ...each('anyOf'),
    ...each('oneOf'),
  ]
}

function missingFor(nested: JsonSchema, outside: JsonSchema | undefined, path: string, at: string): FieldError[] {
  if (!outside) return [required(path, `because it is defined in ${at}`)]
  const items = itemSchema(nested)
  return [
    ...missingIn(nested, outside, path, at),
    ...(items ? missingFor(items, itemSchema(outside), `${path}.items`, `${at}.items`) : []),
    ...Object.entries(nested.properties ?? {}).flatMap(([name, one]) =>
      missingFor(one, outside.properties?.[name], `${path}.properties[${name}]`, `${at}.properties[${name}]`)),
  ]
}
