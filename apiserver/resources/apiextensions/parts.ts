/** What stands beside the schema of a version. */
import { duplicate, invalid, required, tooMany, type FieldError } from '../../../apimachinery/field-error.ts'
import { findField } from './field-path.ts'
import type { JsonSchema } from './json-schema.ts'

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string']
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']
const selectableTypes = ['string', 'boolean', 'integer']
const maxSelectableFields = 8

/** Upstream: ValidateCustomResourceDefinitionSubresources. */
export function validateSubresources(subresources: any, path: string): FieldError[] {
  if (!subresources?.scale) return []
  const { specReplicasPath = '', statusReplicasPath = '', labelSelectorPath = '' } = subresources.scale
  const at = (field: string): string => `${path}.scale.${field}`
  const below = (field: string, value: string, roots: string[], why: string): FieldError[] =>
    validateJsonPath(value, at(field)) ?? (roots.some((root) => value.startsWith(root))
      ? []
      : [invalid(at(field), value, `should be a json path under ${why}`)])
  return [
    ...(specReplicasPath === ''
      ? [required(at('specReplicasPath'))]
      : below('specReplicasPath', specReplicasPath, ['.spec.'], '.spec')),
    ...(statusReplicasPath === ''
      ? [required(at('statusReplicasPath'))]
      : below('statusReplicasPath', statusReplicasPath, ['.status.'], '.status')),
    ...(labelSelectorPath
      ? below('labelSelectorPath', labelSelectorPath, ['.spec.', '.status.'], 'either .spec or .status')
      : []),
  ]
}

/** Upstream: ValidateCustomResourceColumnDefinition. */
export function validateColumns(columns: any[] | undefined, path: string): FieldError[] {
  return (columns ?? []).flatMap((column, at) => validateColumn(column ?? {}, `${path}[${at}]`))
}

function validateColumn({ name = '', type = '', format = '', jsonPath = '' }: any, path: string): FieldError[] {
  const oneOf = (list: string[]): string => `must be one of ${list.join(',')}`
  return [
    ...(name === '' ? [required(`${path}.name`)] : []),
    ...(type === '' ? [required(`${path}.type`, oneOf(columnTypes))] : []),
    ...(type === '' || columnTypes.includes(type) ? [] : [invalid(`${path}.type`, type, oneOf(columnTypes))]),
    ...(format === '' || columnFormats.includes(format)
      ? []
      : [invalid(`${path}.format`, format, oneOf(columnFormats))]),
    ...(jsonPath === '' ? [required(`${path}.JSONPath`)] : validateJsonPath(jsonPath, `${path}.JSONPath`) ?? []),
  ]
}

function validateJsonPath(value: string, path: string): FieldError[] | undefined {
  return value.startsWith('.') ? undefined : [invalid(path, value, 'must be a simple json path starting with .')]
}

/** Upstream: ValidateCustomResourceSelectableFields. */
export function validateSelectableFields(fields: any[], schema: JsonSchema, path: string): FieldError[] {
  const seen = new Set<string>()
  const errors = fields.flatMap((field, at) => validateSelectable(
    field?.jsonPath ?? '', schema, `${path}[${at}].jsonPath`, seen,
  ))
  return [...errors, ...(seen.size > maxSelectableFields ? [tooMany(path, seen.size, maxSelectableFields)] : [])]
}

function validateSelectable(jsonPath: string, schema: JsonSchema, path: string, seen: Set<string>): FieldError[] {
  if (jsonPath === '') return [required(path)]
  const found = findField(jsonPath, schema, false)
  if ('problem' in found) return [invalid(path, jsonPath, `is an invalid path: ${found.problem}`)]
  const [root] = found.path
  const key = found.path.join('.')
  const again = seen.has(key)
  seen.add(key)
  return [
    ...(root === 'metadata' ? [invalid(path, jsonPath, 'must not point to fields in metadata')] : []),
    ...(selectableTypes.includes(found.schema.type ?? '')
      ? []
      : [invalid(path, jsonPath, 'must point to a field of type string, boolean or integer. '
        + 'Enum string fields and strings with formats are allowed.')]),
    ...(again ? [duplicate(path, jsonPath)] : []),
  ]
}
