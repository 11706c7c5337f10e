import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { isPathSegmentName } from '../../../apimachinery/names.ts'
import { invalidFor } from '../core/validation/fields.ts'

/** How strict the group of a reference is taken. */
export interface ReferenceRules {
  allowCore: boolean
  /** Whatever was stored before may stay. */
  allowAny: boolean
}

/** Upstream: ValidateCrossVersionObjectReference. */
export function validateReference(reference: any, path: string, rules: ReferenceRules): FieldError[] {
  const problem = versionProblem(reference, rules)
  return [
    ...['kind', 'name'].flatMap((field) => validateSegment(reference[field] ?? '', `${path}.${field}`)),
    ...(problem === undefined ? [] : [invalid(`${path}.apiVersion`, reference.apiVersion ?? '', problem)]),
  ]
}

function validateSegment(value: string, path: string): FieldError[] {
  return value === '' ? [required(path)] : invalidFor(path, value, isPathSegmentName(value))
}

/** What is wrong with the apiVersion of a reference; upstream: ValidateAPIVersion. */
export function versionProblem({ apiVersion = '' }: any, { allowCore, allowAny }: ReferenceRules): string | undefined {
  if (allowAny) return undefined
  const parts: string[] = apiVersion.split('/')
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`
  const group = parts.length === 2 ? parts[0] : ''
  return allowCore || group ? undefined : 'apiVersion must specify API group'
}
