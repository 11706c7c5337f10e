import { semanticEqual } from '../../../apimachinery/equality.ts'
import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printedSelector } from '../../../apimachinery/selector-form.ts'
import { nonNegative } from '../core/validation/fields.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { validateReplicaCounts, validateSelectedTemplate, validateWorkloadSelector } from './workload-validation.ts'

/** Upstream: ValidateReplicaSetSpec. */
export function validateReplicaSet({ spec }: KubeObject, old?: KubeObject): FieldError[] {
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateWorkloadSelector(spec.selector, 'spec.selector'),
    ...validateSelectedTemplate(spec, 'spec', old?.['spec']),
  ]
}

/** Upstream: ValidateReplicaSetUpdate. */
export function validateReplicaSetUpdate(replicaSet: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(replicaSet, old),
    ...validateReplicaSet(replicaSet, old),
    ...immutableSelector(replicaSet, old),
  ]
}

/** Pods are found by the selector, so it stays. */
export function immutableSelector(workload: KubeObject, old: KubeObject): FieldError[] {
  const [now, before] = [workload['spec'].selector, old['spec']?.selector]
  return semanticEqual(now, before) ? [] : [invalid('spec.selector', printedSelector(now), 'field is immutable')]
}

/** Upstream: ValidateReplicaSetStatus. */
export function validateReplicaSetStatusUpdate(replicaSet: KubeObject, old: KubeObject): FieldError[] {
  const bounded = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas']
  const counts = ['replicas', ...bounded, 'observedGeneration', 'terminatingReplicas']
  return [
    ...validateKindMetaUpdate(replicaSet, old),
    ...validateReplicaCounts(replicaSet['status'] ?? {}, counts, bounded),
  ]
}
