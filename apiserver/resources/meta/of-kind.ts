/**
 * What the registry asks of metadata. A kind's own `validate` says nothing of metadata; its `validateUpdate`
 * says again what upstream says again for that kind, with `validateKindMetaUpdate` and `validateKindMeta`.
 */
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { validateKubeFinalizers } from './finalizers.ts'
import { nameIsPathSegment, nameIsSubdomain, type NameRule } from './name-rules.ts'
import { validateObjectMeta } from './object-meta.ts'
import { validateObjectMetaUpdate } from './object-meta-update.ts'

/** Metadata of a new object, by the kind's own rule for names. */
export function validateMetadataOnCreate(definition: ResourceDefinition, { metadata }: KubeObject): FieldError[] {
  const { namespaced, strategy } = definition
  if (strategy.validatesMetadata) return []
  const rules = { namespaced, validateName: strategy.validateName ?? nameIsSubdomain }
  return strategy.allowAnyFinalizer ? validateObjectMeta(metadata, rules) : validateKindMeta(metadata, rules)
}

/** Metadata of any update, before the kind has its say; upstream: rest.validateCommonFields. */
export function validateMetadataOnUpdate(
  { namespaced }: ResourceDefinition, object: KubeObject, old: KubeObject,
): FieldError[] {
  return [
    ...validateObjectMeta(object.metadata, { namespaced, validateName: nameIsPathSegment }),
    ...validateObjectMetaUpdate(object.metadata, old.metadata),
  ]
}

/** Upstream: core validation's ValidateObjectMeta. */
export function validateKindMeta(
  metadata: KubeObject['metadata'], rules: { namespaced: boolean; validateName: NameRule },
): FieldError[] {
  return [...validateObjectMeta(metadata, rules), ...validateKubeFinalizers(metadata.finalizers)]
}

/** Upstream: core validation's ValidateObjectMetaUpdate. */
export function validateKindMetaUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateObjectMetaUpdate(object.metadata, old.metadata),
    ...validateKubeFinalizers(object.metadata.finalizers),
  ]
}
