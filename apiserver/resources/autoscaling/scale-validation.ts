import { type FieldError, invalid } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta } from '../meta/of-kind.ts'

/** What is wrong with a Scale, the metadata that it does not keep included; upstream: ValidateScale. */
export function validateScale({ metadata, spec }: KubeObject): FieldError[] {
  const replicas = spec?.replicas ?? 0
  return [
    ...validateKindMeta(metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...(replicas < 0 ? [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')] : []),
  ]
}
