import { forbidden, invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { ObjectMeta } from '../../../apimachinery/meta.ts'
import { validateAnnotations, validateLabels } from './object-meta.ts'
import { validateManagedFields } from './managed-fields.ts'
import { validateOwnerReferences } from './owner-references.ts'

/** What no update of metadata may do. Upstream: ValidateObjectMetaAccessorUpdate. */
export function validateObjectMetaUpdate(metadata: ObjectMeta, old: ObjectMeta, path = 'metadata'): FieldError[] {
  return [
    ...(old.deletionTimestamp
      ? validateNoNewFinalizers(metadata.finalizers, old.finalizers, `${path}.finalizers`)
      : []),
    ...(metadata.resourceVersion ? [] : [invalid(`${path}.resourceVersion`, '', 'must be specified for an update')]),
    ...((metadata.generation ?? 0) < (old.generation ?? 0)
      ? [invalid(`${path}.generation`, metadata.generation ?? 0, 'must not be decremented')]
      : []),
    ...immutableText(metadata.name, old.name, `${path}.name`),
    ...immutableText(metadata.namespace, old.namespace, `${path}.namespace`),
    ...immutableText(metadata.uid, old.uid, `${path}.uid`),
    ...validateImmutable(metadata.creationTimestamp, old.creationTimestamp, `${path}.creationTimestamp`),
    ...validateImmutable(metadata.deletionTimestamp, old.deletionTimestamp, `${path}.deletionTimestamp`),
    ...validateImmutable(
      metadata.deletionGracePeriodSeconds, old.deletionGracePeriodSeconds, `${path}.deletionGracePeriodSeconds`),
    ...validateLabels(metadata.labels, `${path}.labels`),
    ...validateAnnotations(metadata.annotations, `${path}.annotations`),
    ...validateOwnerReferences(metadata.ownerReferences, `${path}.ownerReferences`),
    ...validateManagedFields(metadata.managedFields, `${path}.managedFields`),
  ]
}

/** Upstream: ValidateImmutableField. */
export function validateImmutable(value: unknown, old: unknown, path: string): FieldError[] {
  return semanticEqual(value, old) ? [] : [invalid(path, value, 'field is immutable')]
}

/** The same for a string, for which absent and empty are one. */
export function immutableText(value: string | undefined, old: string | undefined, path: string): FieldError[] {
  return validateImmutable(value ?? '', old ?? '', path)
}

function validateNoNewFinalizers(finalizers: string[] = [], old: string[] = [], path: string): FieldError[] {
  const extra = finalizers.filter((name) => !old.includes(name)).sort()
  if (extra.length === 0) return []
  const list = `[]string{${[...new Set(extra)].map((name) => JSON.stringify(name)).join(', ')}}`
  return [
    forbidden(path, `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`),
  ]
}
