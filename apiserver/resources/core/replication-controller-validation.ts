import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { validateAlwaysRuns, validateReplicaCounts } from '../apps/workload-validation.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { nonNegative } from './validation/fields.ts'
import { validatePodTemplate } from './validation/pod-template.ts'

/** Upstream: ValidateReplicationControllerSpec. */
export function validateReplicationController({ spec }: KubeObject, old?: KubeObject): FieldError[] {
  const selector: Record<string, string> = spec.selector ?? {}
  return [
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...(Object.keys(selector).length === 0 ? [required('spec.selector')] : []),
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateTemplate(spec.template, selector, 'spec.template', old?.['spec'].template),
  ]
}

function validateTemplate(template: any, selector: Record<string, string>, path: string, old: any): FieldError[] {
  if (!template) return [required(path)]
  const labels = template.metadata?.labels
  const strays = Object.entries(selector).some(([key, value]) => labels?.[key] !== value)
  return [
    ...(strays ? [invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`')] : []),
    ...validatePodTemplate(template, path, old),
    ...validateAlwaysRuns(template.spec, `${path}.spec`, 'ReplicationController'),
  ]
}

/** Upstream: ValidateReplicationControllerUpdate. */
export function validateReplicationControllerUpdate(controller: KubeObject, old: KubeObject): FieldError[] {
  return [...validateKindMetaUpdate(controller, old), ...validateReplicationController(controller, old)]
}

/** Upstream: ValidateReplicationControllerStatusUpdate. */
export function validateReplicationControllerStatusUpdate(controller: KubeObject, old: KubeObject): FieldError[] {
  const bounded = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas']
  return [
    ...validateKindMetaUpdate(controller, old),
    ...validateReplicaCounts(controller['status'] ?? {}, ['replicas', ...bounded, 'observedGeneration'], bounded),
  ]
}
