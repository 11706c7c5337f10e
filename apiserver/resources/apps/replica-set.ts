import { printLabelSelector } from '../../../apimachinery/selectors.ts'
import type { Column } from '../definition.ts'
import { defaultPodTemplate } from '../core/pod-spec-defaults.ts'
import { ageColumn, column, nameColumn, templateColumns, wideColumn } from '../core/table-columns.ts'
import {
  validateReplicaSet, validateReplicaSetStatusUpdate, validateReplicaSetUpdate,
} from './replica-set-validation.ts'
import { nameWarnings, templateWarnings } from './workload-warnings.ts'
import { statusStrategy, workload, workloadStrategy } from './workload.ts'

const strategy = workloadStrategy({
  applyDefaults(replicaSet) {
    replicaSet['spec'] ??= {}
    replicaSet['spec'].replicas ??= 1
    replicaSet['spec'].template ??= {}
    defaultPodTemplate(replicaSet['spec'].template)
  },
  validate: validateReplicaSet,
  validateUpdate: validateReplicaSetUpdate,
  warningsOnCreate: nameWarnings,
  warnings: ({ spec }) => templateWarnings(spec.template),
})

/** Upstream: printers/internalversion printReplicaSet. */
const columns: readonly Column[] = [
  nameColumn,
  column(
    'Desired',
    'Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and unspecified. ' +
      'Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset',
    (object) => object['spec']?.replicas ?? 0,
    'integer',
  ),
  column(
    'Current',
    'Replicas is the most recently observed number of non-terminating pods. More info: ' +
      'https://kubernetes.io/docs/concepts/workloads/controllers/replicaset',
    (object) => object['status']?.replicas ?? 0,
    'integer',
  ),
  column(
    'Ready',
    'The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.',
    (object) => object['status']?.readyReplicas ?? 0,
    'integer',
  ),
  ageColumn,
  ...templateColumns,
  wideColumn(
    'Selector',
    'Selector is a label query over pods that should match the replica count. Label keys and values that must match '
      + "in order to be controlled by this replica set. It must match the pod template's labels. More info: "
      + 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    (object) => printLabelSelector(object['spec']?.selector),
  ),
]

/** apps/v1 ReplicaSet. Upstream: pkg/registry/apps/replicaset. */
export const replicaSet = workload({
  kind: 'ReplicaSet',
  resource: 'replicasets',
  shortNames: ['rs'],
  strategy,
  status: statusStrategy(validateReplicaSetStatusUpdate),
  columns,
  scaled: true,
})
