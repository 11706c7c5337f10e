import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printLabelSelector, printRequirements, requirementsOf } from '../../../apimachinery/selectors.ts'
import { nameWarnings, templateWarnings } from '../apps/workload-warnings.ts'
import { statusStrategy, workload, workloadStrategy } from '../apps/workload.ts'
import { wholeNameIsSubdomain } from '../meta/name-rules.ts'
import { defaultPodTemplate } from './pod-spec-defaults.ts'
import {
  validateReplicationController, validateReplicationControllerStatusUpdate, validateReplicationControllerUpdate,
} from './replication-controller-validation.ts'
import { ageColumn, column, nameColumn, templateColumns, wideColumn } from './table-columns.ts'

/**
 * Upstream: SetDefaults_ReplicationController; it takes the labels of its template for its own and for its selector.
 */
function applyDefaults(controller: KubeObject): void {
  controller['spec'] ??= {}
  const spec = controller['spec']
  spec.replicas ??= 1
  if (!spec.template) return
  defaultPodTemplate(spec.template)
  const { labels } = spec.template.metadata ?? {}
  if (!labels) return
  if (isEmpty(spec.selector)) spec.selector = { ...labels }
  if (isEmpty(controller.metadata.labels)) controller.metadata.labels = { ...labels }
}

const isEmpty = (map: Record<string, string> | undefined): boolean => Object.keys(map ?? {}).length === 0

const moreInfo = 'More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller'
  + '#what-is-a-replicationcontroller'

/** core/v1 ReplicationController. Upstream: pkg/registry/core/replicationcontroller. */
export const replicationController = workload({
  group: '',
  kind: 'ReplicationController',
  resource: 'replicationcontrollers',
  shortNames: ['rc'],
  storagePrefix: 'controllers',
  strategy: workloadStrategy({
    applyDefaults,
    validate: validateReplicationController,
    validateName: wholeNameIsSubdomain,
    validateUpdate: validateReplicationControllerUpdate,
    warningsOnCreate: nameWarnings,
    /** Upstream looks at the template as it was. */
    warnings: ({ spec }, old) => templateWarnings((old?.['spec'] ?? spec).template),
  }),
  status: statusStrategy(validateReplicationControllerStatusUpdate),
  columns: [
    nameColumn,
    column(
      'Desired',
      'Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero and ' +
        `unspecified. Defaults to 1. ${moreInfo}`,
      ({ spec }) => spec?.replicas ?? 0,
      'integer',
    ),
    column(
      'Current', `Replicas is the most recently observed number of replicas. ${moreInfo}`,
      ({ status }) => status?.replicas ?? 0, 'integer'),
    column(
      'Ready', 'The number of ready replicas for this replication controller.',
      ({ status }) => status?.readyReplicas ?? 0, 'integer'),
    ageColumn,
    ...templateColumns,
    wideColumn(
      'Selector',
      'Selector is a label query over pods that should match the Replicas count. If Selector is empty, it is '
        + 'defaulted to the labels present on the Pod template. Label keys and values that must match in order to be '
        + 'controlled by this replication controller, if empty defaulted to labels on Pod template. More info: '
        + 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
      ({ spec }) => printLabelSelector({ matchLabels: spec?.selector ?? {} }),
    ),
  ],
  fieldSelectors: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  scaled: true,
  scale: { selector: ({ spec }) => printRequirements(requirementsOf({ matchLabels: spec?.selector ?? {} })) },
})
