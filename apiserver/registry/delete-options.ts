import { invalidError } from '../../apimachinery/api-error.ts'
import { type FieldError, invalid, notSupported, notSupportedInOrder } from '../../apimachinery/field-error.ts'
import type { Int64 } from '../../apimachinery/int64.ts'

/** Upstream: metav1.DeleteOptions. */
export interface DeleteOptions {
  gracePeriodSeconds?: Int64
  preconditions?: { uid?: string; resourceVersion?: string }
  orphanDependents?: boolean
  propagationPolicy?: string
  dryRun?: readonly string[]
}

const policies = ['Foreground', 'Background', 'Orphan']

/** Throws 422 for what does not go together. */
export function checkDeleteOptions(options: DeleteOptions): void {
  const errors = validateDeleteOptions(options)
  if (errors.length > 0) throw invalidError({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors)
}

/** Upstream: validation.ValidateDeleteOptions. */
function validateDeleteOptions({ orphanDependents, propagationPolicy, dryRun }: DeleteOptions): FieldError[] {
  const errors: FieldError[] = []
  if (orphanDependents !== undefined && propagationPolicy !== undefined) {
    errors.push(
      invalid('propagationPolicy', propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set'),
    )
  }
  if (propagationPolicy !== undefined && !policies.includes(propagationPolicy)) {
    errors.push(notSupportedInOrder('propagationPolicy', propagationPolicy, [...policies, 'nil']))
  }
  return [...errors, ...validateDryRun(dryRun ?? [])]
}

/** Upstream: validation.ValidateDryRun. */
export function validateDryRun(dryRun: readonly string[]): FieldError[] {
  return dryRun.every((value) => value === 'All') ? [] : [notSupported('dryRun', dryRun, ['All'])]
}
