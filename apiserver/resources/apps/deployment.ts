import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printLabelSelector } from '../../../apimachinery/selectors.ts'
import type { Column, SubresourceStrategy } from '../definition.ts'
import { defaultPodTemplate } from '../core/pod-spec-defaults.ts'
import { ageColumn, column, nameColumn, templateColumns, wideColumn } from '../core/table-columns.ts'
import {
  rollbackTo, validateDeployment, validateDeploymentStatusUpdate, validateDeploymentUpdate,
} from './deployment-validation.ts'
import { readNumber } from './number-annotation.ts'
import { nameWarnings, templateWarnings } from './workload-warnings.ts'
import { sameSpec, workload, workloadStrategy } from './workload.ts'

/** Upstream: SetDefaults_Deployment of apps/v1. */
function applyDefaults(deployment: KubeObject): void {
  normalizeRollback(deployment)
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

/** The revision to go back to, in the one form that conversion leaves. */
function normalizeRollback({ metadata }: KubeObject): void {
  const text = metadata.annotations?.[rollbackTo]
  if (text === undefined) return
  const { [rollbackTo]: _, ...others } = metadata.annotations ?? {}
  const before = `failed to parse annotation[${rollbackTo}]=${text} as int64: `
  metadata.annotations = text === ''
    ? others
    : { ...others, [rollbackTo]: String(readNumber(text, 'Deployment', before)) }
}

/** As part of the spec it is no part of the status. */
function keepRollback({ metadata }: KubeObject, old: KubeObject): void {
  const { [rollbackTo]: _, ...others } = metadata.annotations ?? {}
  const kept = old.metadata.annotations?.[rollbackTo]
  metadata.annotations = kept === undefined ? others : { ...others, [rollbackTo]: kept }
}

const strategy = workloadStrategy({
  applyDefaults,
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  /** Annotations raise the generation too, as they are copied to replica sets. */
  changed: (deployment, old) => !sameSpec(deployment, old) ||
    !semanticEqual(deployment.metadata.annotations ?? {}, old.metadata.annotations ?? {}),
  warningsOnCreate: nameWarnings,
  warnings: ({ spec }) => templateWarnings(spec.template),
})

const status: SubresourceStrategy = {
  prepareForUpdate(deployment, old) {
    deployment['spec'] = old['spec']
    if (old.metadata.labels === undefined) delete deployment.metadata.labels
    else deployment.metadata.labels = old.metadata.labels
    keepRollback(deployment, old)
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
export const deployment = workload({
  kind: 'Deployment', resource: 'deployments', shortNames: ['deploy'], strategy, status, columns, scaled: true,
})
