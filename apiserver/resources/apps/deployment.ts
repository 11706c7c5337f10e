import { semanticEqual } from '../../../apimachinery/equality.ts'
import { isDNS1123Label } from '../../../apimachinery/names.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printLabelSelector } from '../../../apimachinery/selectors.ts'
import type { Column, ResourceDefinition, Strategy, SubresourceStrategy } from '../definition.ts'
import { dropDisabledFields } from '../core/disabled-fields.ts'
import { defaultPodTemplate } from '../core/pod-spec-defaults.ts'
import { warningsForPodSpec } from '../core/pod-warnings.ts'
import { ageColumn, column, nameColumn, templateColumns, wideColumn } from '../core/table-columns.ts'
import { validateDeployment, validateDeploymentStatusUpdate, validateDeploymentUpdate } from './deployment-validation.ts'
import { selectorText } from './scale-selector.ts'

/** Upstream: SetDefaults_Deployment of apps/v1. */
function applyDefaults(deployment: KubeObject): void {
  deployment['spec'] ??= {}
  const spec = deployment['spec']
  spec.replicas ??= 1
  spec.strategy ??= {}
  spec.strategy.type ||= 'RollingUpdate'
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {}
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%'
    spec.strategy.rollingUpdate.maxSurge ??= '25%'
  }
  spec.revisionHistoryLimit ??= 10
  spec.progressDeadlineSeconds ??= 600
  spec.template ??= {}
  defaultPodTemplate(spec.template)
}

const strategy: Strategy = {
  applyDefaults,
  prepareForCreate(deployment) {
    deployment['status'] = {}
    deployment.metadata.generation = 1
    dropDisabledFields(deployment['spec'].template?.spec)
  },
  validate: validateDeployment,
  warningsOnCreate: (deployment) => [...nameWarnings(deployment), ...templateWarnings(deployment)],
  /** Annotations raise the generation too, as they are copied to replica sets. */
  prepareForUpdate(deployment, old) {
    deployment['status'] = old['status']
    dropDisabledFields(deployment['spec'].template?.spec)
    const same = semanticEqual(deployment['spec'], old['spec']) &&
      semanticEqual(deployment.metadata.annotations ?? {}, old.metadata.annotations ?? {})
    if (!same) deployment.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  validateUpdate: validateDeploymentUpdate,
  warningsOnUpdate: (deployment, old) =>
    deployment.metadata.generation === old.metadata.generation ? [] : templateWarnings(deployment),
}

/** For names that do not fit into the names of pods. */
export function nameWarnings({ metadata }: KubeObject): string[] {
  const messages = isDNS1123Label(metadata.name ?? '')
  const text = 'this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended'
  return messages.length === 0 ? [] : [`metadata.name: ${text}: [${messages.join(' ')}]`]
}

/** For what is deprecated or odd in a workload's template. */
export function templateWarnings(workload: KubeObject): string[] {
  const { spec = {}, metadata = {} } = workload['spec']?.template ?? {}
  return warningsForPodSpec(spec, metadata, 'spec.template')
}

const status: SubresourceStrategy = {
  prepareForUpdate(deployment, old) {
    deployment['spec'] = old['spec']
    if (old.metadata.labels === undefined) delete deployment.metadata.labels
    else deployment.metadata.labels = old.metadata.labels
  },
  validateUpdate: validateDeploymentStatusUpdate,
}

/** Upstream: printers/internalversion printDeployment. */
const columns: readonly Column[] = [
  nameColumn,
  column('Ready', 'Number of the pod with ready state', ({ spec, status: now }) =>
    `${now?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
  column(
    'Up-to-date',
    'Total number of non-terminating pods targeted by this deployment that have the desired template spec.',
    (object) => object['status']?.updatedReplicas ?? 0,
  ),
  column(
    'Available',
    'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.',
    (object) => object['status']?.availableReplicas ?? 0,
  ),
  ageColumn,
  ...templateColumns,
  wideColumn(
    'Selector',
    'Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this ' +
      "deployment. It must match the pod template's labels.",
    (object) => printLabelSelector(object['spec']?.selector),
  ),
]

/** apps/v1 Deployment. Upstream: pkg/registry/apps/deployment. */
export const deployment: ResourceDefinition = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  resource: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  type: 'k8s.io/api/apps/v1.Deployment',
  storagePrefix: 'deployments',
  strategy,
  status,
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
    { name: 'status', kind: 'Deployment', verbs: ['get', 'patch', 'update'] },
  ],
  columns,
  fieldSelectors: {},
  scale: { selector: selectorText },
}
