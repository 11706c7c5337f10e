import { forbidden, invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import { builtinSchema } from '../schema/load.ts'
import { printedInternally } from './internal-print.ts'
import { schemasIn, type JsonSchema } from './json-schema.ts'
import { validateOpenApi } from './open-api-rules.ts'
import { validateDefaults } from './schema-defaults.ts'
import { isBeyondStructure, validateStructural } from './structural.ts'

const schemaType = 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaProps'

/** By the names of upstream's Go fields, which its message has. */
const allowedAtRoot = [
  'Description', 'Type', 'Format', 'Title', 'Maximum', 'ExclusiveMaximum', 'Minimum', 'ExclusiveMinimum', 'MaxLength',
  'MinLength', 'Pattern', 'MaxItems', 'MinItems', 'UniqueItems', 'MultipleOf', 'Required', 'Items', 'Properties',
  'ExternalDocs', 'Example', 'XPreserveUnknownFields', 'XValidations',
]

/** Upstream: validateCustomResourceDefinitionValidation. */
export function validateSchemaOf(
  validation: { openAPIV3Schema?: JsonSchema } | undefined | null, hasStatus: boolean, path: string,
): FieldError[] {
  const schema = validation?.openAPIV3Schema
  if (!schema) return []
  const at = `${path}.openAPIV3Schema`
  const wrong = validateOpenApi(schema, at)
  return [
    ...(hasStatus ? validateRoot(schema, at) : []),
    ...(schema.nullable ? [forbidden(`${at}.nullable`, 'nullable cannot be true at the root')] : []),
    ...(isBeyondStructure(schema) ? [] : validateStructure(schema, at)),
    ...wrong,
    // Whatever else is beyond it has an error of its own.
    ...(wrong.length === 0 && namesItsDialect(schema)
      ? [invalid(at, '', "OpenAPIV3Schema 'schema' is not supported")]
      : []),
  ]
}

const namesItsDialect = (schema: JsonSchema): boolean => [...schemasIn(schema)].some((one) => Boolean(one['$schema']))

function validateStructure(schema: JsonSchema, path: string): FieldError[] {
  const errors = validateStructural(schema, path)
  return errors.length > 0 ? errors : validateDefaults(schema, path)
}

/** With a status subresource, `properties.status` has to say all there is to say of it. */
function validateRoot(schema: JsonSchema, path: string): FieldError[] {
  for (const { go, name } of builtinSchema().struct(schemaType).fields) {
    const value: unknown = schema[name]
    if (value === undefined || value === null || value === '' || value === false) continue
    if (go === 'Type' && value !== 'object') {
      const why = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
      return [invalid(`${path}.type`, value, why)]
    }
    if (allowedAtRoot.includes(go)) continue
    const why = `only [${allowedAtRoot.join(' ')}] fields are allowed at the root of the schema if the status `
      + 'subresource is enabled'
    return [invalid(path, printedInternally(schemaType, schema), why)]
  }
  return []
}
