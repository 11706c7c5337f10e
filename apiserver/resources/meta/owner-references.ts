import { invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { OwnerReference } from '../../../apimachinery/meta.ts'
import { marshalled } from '../schema/go-values.ts'

/** Upstream: ValidateOwnerReferences; the paths carry no index there either. */
export function validateOwnerReferences(references: OwnerReference[] = [], path: string): FieldError[] {
  let controller: string | undefined
  let all: unknown[] | undefined
  return references.flatMap((reference) => {
    const errors = validateOwnerReference(reference, path)
    if (reference.controller !== true) return errors
    const name = `${reference.kind ?? ''}/${reference.name ?? ''}`
    if (controller === undefined) {
      controller = name
      return errors
    }
    const message = 'Only one reference can have Controller set to true. Found "true" in references for ' +
      `${controller} and ${name}`
    // Each of them is told with the whole list, which is made once.
    all ??= references.map((one) => marshalled('meta/v1.OwnerReference', one))
    return [...errors, invalid(path, all, message)]
  })
}

function validateOwnerReference(reference: OwnerReference, path: string): FieldError[] {
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference
  const version = versionOf(apiVersion)
  const banned = apiVersion === 'v1' && kind === 'Event'
  const empty = (field: string, value: string): FieldError[] =>
    value === '' ? [invalid(`${path}.${field}`, '', 'must not be empty')] : []
  return [
    ...(version === '' ? [invalid(`${path}.apiVersion`, apiVersion, 'version must not be empty')] : []),
    ...(kind === '' || version === undefined ? [invalid(`${path}.kind`, kind, 'must not be empty')] : []),
    ...empty('name', name),
    ...empty('uid', uid),
    ...(banned ? [invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner')] : []),
  ]
}

/** The version of `group/version`; '' for one that cannot be read, as upstream's FromAPIVersionAndKind. */
function versionOf(apiVersion: string): string {
  const parts = apiVersion.split('/')
  return parts.length > 2 ? '' : (parts.at(-1) ?? '')
}
