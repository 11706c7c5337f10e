import { invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { isQualifiedName } from '../../../apimachinery/names.ts'

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

/** Upstream: apimachinery's ValidateFinalizers. */
export function validateFinalizers(finalizers: string[] = [], path: string): FieldError[] {
  const both = finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')
  const message = 'finalizer orphan and foregroundDeletion cannot be both set'
  return [
    ...finalizers.flatMap((name) => isQualifiedName(name).map((wrong) => invalid(path, name, wrong))),
    ...(both ? [invalid(path, finalizers, message)] : []),
  ]
}

/** The further rule of built-in kinds: a finalizer without a slash must be one of Kubernetes' own. */
export function validateKubeFinalizers(finalizers: string[] = [], path = 'metadata.finalizers'): FieldError[] {
  return finalizers.flatMap((name, at) => validateKubeFinalizer(name, `${path}[${at}]`))
}

/** The same for one of them. Upstream: validateKubeFinalizerName. */
export function validateKubeFinalizer(name: string, path: string): FieldError[] {
  if (name.includes('/') || standardFinalizers.has(name)) return []
  return [invalid(path, name, 'name is neither a standard finalizer name nor is it fully qualified')]
}
