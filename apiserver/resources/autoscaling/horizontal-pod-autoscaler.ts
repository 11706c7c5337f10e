import type { KubeObject } from '../../../apimachinery/meta.ts'
import { statusStrategy, workload } from '../apps/workload.ts'
import { restore } from '../core/restore.ts'
import type { ResourceDefinition } from '../definition.ts'
import { autoscalerColumns } from './columns.ts'
import { defaultAutoscaler } from './defaults.ts'
import { carried, dropCarriedAnnotations, fromStoredAutoscaler, toStoredAutoscaler } from './v1-form.ts'
import { validateAutoscaler, validateAutoscalerStatusUpdate, validateAutoscalerUpdate } from './validation.ts'

/**
 * autoscaling/v2 HorizontalPodAutoscaler, as it is stored.
 * Upstream: pkg/registry/autoscaling/horizontalpodautoscaler.
 */
export const horizontalPodAutoscaler: ResourceDefinition = workload({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  resource: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  strategy: {
    applyDefaults(object) {
      dropCarriedAnnotations(object)
      defaultAutoscaler(object)
    },
    prepareForCreate(object) {
      object['status'] = {}
    },
    prepareForUpdate: (object, old) => restore(object, old, 'status'),
    validate: validateAutoscaler,
    validateUpdate: validateAutoscalerUpdate,
  },
  status: statusStrategy(validateAutoscalerStatusUpdate),
  columns: autoscalerColumns,
})

/** The same autoscalers in the form of v1, whose annotations carry what it has no fields for. */
export const horizontalPodAutoscalerV1: ResourceDefinition = {
  ...horizontalPodAutoscaler,
  version: 'v1',
  type: 'k8s.io/api/autoscaling/v1.HorizontalPodAutoscaler',
  strategy: {
    ...horizontalPodAutoscaler.strategy,
    applyDefaults(object: KubeObject) {
      object['spec'] ??= {}
      object['spec'].minReplicas ??= 1
    },
    /** The rest is filled in when what is stored is read again, behind validation. */
    canonicalize: defaultAutoscaler,
  },
  columns: autoscalerColumns.map((one) => ({
    ...one, cell: (object, now) => one.cell(toStoredAutoscaler(object), now),
  })),
  fieldAnnotations: carried,
  conversion: {
    toStored: toStoredAutoscaler,
    fromStored: fromStoredAutoscaler,
    storedType: horizontalPodAutoscaler.type,
  },
}
