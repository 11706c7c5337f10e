import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printLabelSelector } from '../../../apimachinery/selectors.ts'
import type { Column, ResourceDefinition, Strategy, SubresourceStrategy } from '../definition.ts'
import { dropDisabledFields } from '../core/disabled-fields.ts'
import { defaultPodTemplate } from '../core/pod-spec-defaults.ts'
import { ageColumn, column, nameColumn, templateColumns, wideColumn } from '../core/table-columns.ts'
import { nameWarnings, templateWarnings } from './deployment.ts'
import { validateReplicaSet, validateReplicaSetStatusUpdate, validateReplicaSetUpdate } from './replica-set-validation.ts'
import { selectorText } from './scale-selector.ts'

const strategy: Strategy = {
  applyDefaults(replicaSet: KubeObject) {
    replicaSet['spec'] ??= {}
    replicaSet['spec'].replicas ??= 1
    replicaSet['spec'].template ??= {}
    defaultPodTemplate(replicaSet['spec'].template)
  },
  prepareForCreate(replicaSet) {
    replicaSet['status'] = { replicas: 0 }
    replicaSet.metadata.generation = 1
    dropDisabledFields(replicaSet['spec'].template?.spec)
  },
  validate: validateReplicaSet,
  warningsOnCreate: (replicaSet) => [...nameWarnings(replicaSet), ...templateWarnings(replicaSet)],
  prepareForUpdate(replicaSet, old) {
    replicaSet['status'] = old['status']
    dropDisabledFields(replicaSet['spec'].template?.spec)
    if (!semanticEqual(replicaSet['spec'], old['spec'])) {
      replicaSet.metadata.generation = (old.metadata.generation ?? 0) + 1
    }
  },
  validateUpdate: validateReplicaSetUpdate,
  warningsOnUpdate: (replicaSet, old) =>
    replicaSet.metadata.generation === old.metadata.generation ? [] : templateWarnings(replicaSet),
}

const status: SubresourceStrategy = {
  prepareForUpdate(replicaSet, old) {
    replicaSet['spec'] = old['spec']
  },
  validateUpdate: validateReplicaSetStatusUpdate,
}

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
    'Selector is a label query over pods that should match the replica count. Label keys and values that must match in ' +
      "order to be controlled by this replica set. It must match the pod template's labels. More info: " +
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    (object) => printLabelSelector(object['spec']?.selector),
  ),
]

/** apps/v1 ReplicaSet. Upstream: pkg/registry/apps/replicaset. */
export const replicaSet: ResourceDefinition = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  resource: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  type: 'k8s.io/api/apps/v1.ReplicaSet',
  storagePrefix: 'replicasets',
  strategy,
  status,
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
    { name: 'status', kind: 'ReplicaSet', verbs: ['get', 'patch', 'update'] },
  ],
  columns,
  fieldSelectors: { 'status.replicas': (object) => String(object['status']?.replicas ?? 0) },
  scale: { selector: selectorText },
}
