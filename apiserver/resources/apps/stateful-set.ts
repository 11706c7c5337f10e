import type { KubeObject } from '../../../apimachinery/meta.ts'
import { defaultPodTemplate } from '../core/pod-spec-defaults.ts'
import { roundRequirements } from '../core/round-resources.ts'
import { claimSpecWarnings } from '../core/pod-warnings.ts'
import { ageColumn, column, nameColumn, templateColumns } from '../core/table-columns.ts'
import { nameIsLabel } from '../meta/name-rules.ts'
import {
  validateStatefulSet, validateStatefulSetStatusUpdate, validateStatefulSetUpdate,
} from './stateful-set-validation.ts'
import { templateWarnings } from './workload-warnings.ts'
import { statusStrategy, workload, workloadStrategy } from './workload.ts'

/** Upstream: SetDefaults_StatefulSet of apps/v1. */
function applyDefaults(statefulSet: KubeObject): void {
  statefulSet['spec'] ??= {}
  const spec = statefulSet['spec']
  spec.template ??= {}
  defaultPodTemplate(spec.template)
  for (const claim of spec.volumeClaimTemplates ?? []) defaultClaim(claim)
  spec.podManagementPolicy ||= 'OrderedReady'
  spec.updateStrategy ??= {}
  if (!spec.updateStrategy.type) {
    spec.updateStrategy.type = 'RollingUpdate'
    spec.updateStrategy.rollingUpdate ??= {}
  }
  if (spec.updateStrategy.type === 'RollingUpdate' && spec.updateStrategy.rollingUpdate) {
    spec.updateStrategy.rollingUpdate.partition ??= 0
  }
  spec.persistentVolumeClaimRetentionPolicy ??= {}
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain'
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain'
  spec.replicas ??= 1
  spec.revisionHistoryLimit ??= 10
}

/** A template of a claim is a whole claim, its kind and the status of a new one included. */
function defaultClaim(claim: any): void {
  claim.apiVersion = 'v1'
  claim.kind = 'PersistentVolumeClaim'
  claim.spec ??= {}
  claim.spec.volumeMode ??= 'Filesystem'
  roundRequirements(claim.spec.resources)
  claim.status ??= {}
  claim.status.phase ||= 'Pending'
}

/** The feature behind `maxUnavailable` is off: it stays where it is stored already, and goes elsewhere. */
function prepare(statefulSet: KubeObject, old: KubeObject | undefined): void {
  const rollingUpdate = statefulSet['spec'].updateStrategy.rollingUpdate
  if (old?.['spec']?.updateStrategy?.rollingUpdate?.maxUnavailable === undefined) delete rollingUpdate?.maxUnavailable
}

/** Updates word the path of a claim in their own way, as upstream does. */
function claimWarnings({ spec }: KubeObject, below = ''): string[] {
  const negative =
    'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'
  return [
    ...((spec.volumeClaimTemplates ?? []) as any[]).flatMap((claim, index) =>
      claimSpecWarnings(claim.spec?.resources, `spec.volumeClaimTemplates[${index}]${below}`)),
    ...(spec.revisionHistoryLimit < 0 ? [negative] : []),
  ]
}

/** apps/v1 StatefulSet. Upstream: pkg/registry/apps/statefulset. */
export const statefulSet = workload({
  kind: 'StatefulSet',
  resource: 'statefulsets',
  shortNames: ['sts'],
  strategy: workloadStrategy({
    applyDefaults,
    prepare,
    validateName: nameIsLabel,
    validate: validateStatefulSet,
    validateUpdate: validateStatefulSetUpdate,
    warnings: ({ spec }) => templateWarnings(spec.template),
    furtherWarnings: (object, old) => claimWarnings(object, old ? '.Spec' : ''),
  }),
  status: statusStrategy(validateStatefulSetStatusUpdate),
  columns: [
    nameColumn,
    column('Ready', 'Number of the pod with ready state', ({ spec, status }) =>
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
    ageColumn,
    ...templateColumns,
  ],
  scaled: true,
})
