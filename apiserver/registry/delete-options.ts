import { type FieldError, invalid, notSupported, notSupportedInOrder } from '../../apimachinery/field-error.ts'

/** Upstream: metav1.DeleteOptions. */
export interface DeleteOptions {
  gracePeriodSeconds?: number
  preconditions?: { uid?: string; resourceVersion?: string }
  orphanDependents?: boolean
  propagationPolicy?: string
  dryRun?: readonly string[]
}

const policies = ['Foreground', 'Background', 'Orphan']

/** Upstream: validation.ValidateDeleteOptions. */
export function validateDeleteOptions({ orphanDependents, propagationPolicy, dryRun }: DeleteOptions): FieldError[] {
  const errors: FieldError[] = []
  if (orphanDependents !== undefined && propagationPolicy !== undefined) {
    errors.push(invalid('propagationPolicy', propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set'))
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
