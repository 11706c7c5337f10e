/** What is wrong with an object's metadata. Upstream: k8s.io/apimachinery/pkg/api/validation/objectmeta.go. */
import { forbidden, invalid, required, tooLong } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { ObjectMeta } from '../../../apimachinery/meta.ts'
import { byteLength, isDNS1123Label, isQualifiedName } from '../../../apimachinery/names.ts'
import { validateLabels } from '../../../apimachinery/selectors.ts'
import { validateFinalizers } from './finalizers.ts'
import { validateManagedFields } from './managed-fields.ts'
import { validateOwnerReferences } from './owner-references.ts'

export { validateLabels } from '../../../apimachinery/selectors.ts'

const maxAnnotationsSize = 256 * 1024

/** What a kind lays down for its metadata. */
export interface MetadataRules {
  namespaced: boolean
  /** `prefix` is true for a `generateName`. */
  validateName(name: string, prefix: boolean): string[]
}

/** Upstream: ValidateObjectMetaAccessor; after a name was generated. */
export function validateObjectMeta(metadata: ObjectMeta, rules: MetadataRules, path = 'metadata'): FieldError[] {
  return [
    ...validateNames(metadata, rules, path),
    ...validateNamespace(metadata, rules, path),
    ...((metadata.generation ?? 0) < 0
      ? [invalid(`${path}.generation`, metadata.generation, 'must be greater than or equal to 0')]
      : []),
    ...validateLabels(metadata.labels, `${path}.labels`),
    ...validateAnnotations(metadata.annotations, `${path}.annotations`),
    ...validateOwnerReferences(metadata.ownerReferences, `${path}.ownerReferences`),
    ...validateFinalizers(metadata.finalizers, `${path}.finalizers`),
    ...validateManagedFields(metadata.managedFields, `${path}.managedFields`),
  ]
}

/** Any key that is a label key in lower case, and a limit on all of them together. */
export function validateAnnotations(annotations: Record<string, string> | undefined, path: string): FieldError[] {
  const entries = Object.entries(annotations ?? {})
  const size = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0)
  return [
    ...entries.flatMap(([key]) => isQualifiedName(key.toLowerCase()).map((message) => invalid(path, key, message))),
    ...(size > maxAnnotationsSize ? [tooLong(path, maxAnnotationsSize)] : []),
  ]
}

function validateNames({ name = '', generateName = '' }: ObjectMeta, rules: MetadataRules, path: string): FieldError[] {
  const stem = generateName === '' ? [] : rules.validateName(generateName, true)
  const stemErrors = stem.map((message) => invalid(`${path}.generateName`, generateName, message))
  if (name === '') return [...stemErrors, required(`${path}.name`, 'name or generateName is required')]
  return [...stemErrors, ...rules.validateName(name, false).map((message) => invalid(`${path}.name`, name, message))]
}

function validateNamespace({ namespace = '' }: ObjectMeta, { namespaced }: MetadataRules, path: string): FieldError[] {
  if (!namespaced) return namespace === '' ? [] : [forbidden(`${path}.namespace`, 'not allowed on this type')]
  if (namespace === '') return [required(`${path}.namespace`)]
  return isDNS1123Label(namespace).map((message) => invalid(`${path}.namespace`, namespace, message))
}
