import { formatTime, type KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { plainRow } from '../meta/plain-row.ts'
import { nodeLabelWarnings } from './node-labels.ts'
import { persistentVolumeColumns } from './persistent-volume-columns.ts'
import {
  validatePersistentVolume, validatePersistentVolumeStatusUpdate, validatePersistentVolumeUpdate,
} from './persistent-volume-validation.ts'
import { restore } from './restore.ts'
import { roundResources } from './round-resources.ts'
import { statusVerbs } from './verbs.ts'
import { defaultPersistentVolumeSource } from './volume-defaults.ts'

/** PersistentVolume: storage in the cluster, for one claim at a time. */
export const persistentVolume: ResourceDefinition = {
  ...plainRow,
  group: '',
  kind: 'PersistentVolume',
  resource: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  namespaced: false,
  type: 'k8s.io/api/core/v1.PersistentVolume',
  storagePrefix: 'persistentvolumes',
  strategy: {
    applyDefaults,
    prepareForCreate(object, { now }) {
      object['status'] = { phase: 'Pending', lastPhaseTransitionTime: formatTime(now()) }
    },
    validate: validatePersistentVolume,
    warningsOnCreate: warnings,
    prepareForUpdate: (object, old) => restore(object, old, 'status'),
    validateUpdate: validatePersistentVolumeUpdate,
    warningsOnUpdate: warnings,
  },
  status: {
    prepareForUpdate(object, old, { now }) {
      restore(object, old, 'spec')
      stampPhase(object, old, now())
    },
    validateUpdate: validatePersistentVolumeStatusUpdate,
  },
  subresources: [{ name: 'status', kind: 'PersistentVolume', verbs: statusVerbs }],
  columns: persistentVolumeColumns,
  fieldSelectors: {},
}

function applyDefaults(object: KubeObject): void {
  object['status'] = { ...object['status'], phase: object['status']?.phase || 'Pending' }
  object['spec'] ??= {}
  const spec = object['spec']
  spec.persistentVolumeReclaimPolicy ||= 'Retain'
  spec.volumeMode ??= 'Filesystem'
  roundResources(spec.capacity)
  defaultPersistentVolumeSource(spec)
}

/** When the phase last changed, unless the client says so itself. */
function stampPhase(object: KubeObject, old: KubeObject, now: Date): void {
  const { phase, lastPhaseTransitionTime: at } = object['status'] ?? {}
  const before = old['status'] ?? {}
  if (phase === before.phase && at === undefined && before.lastPhaseTransitionTime !== undefined) {
    object['status'] = { ...object['status'], lastPhaseTransitionTime: before.lastPhaseTransitionTime }
  }
  if (phase !== before.phase && (at === undefined || at === before.lastPhaseTransitionTime)) {
    object['status'] = { ...object['status'], lastPhaseTransitionTime: formatTime(now) }
  }
}

const deprecatedAnnotations: Readonly<Record<string, string>> = {
  'volume.beta.kubernetes.io/storage-class': 'deprecated since v1.8; use "storageClassName" attribute instead',
  'volume.beta.kubernetes.io/mount-options': 'deprecated since v1.31; use "mountOptions" attribute instead',
}
const deprecatedSources: ReadonlyArray<readonly [source: string, message: string, path?: string]> = [
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]
const recycleText =
  'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'

/** Upstream: GetWarningsForPersistentVolume. */
function warnings({ metadata, spec }: KubeObject): string[] {
  const terms: any[] = spec.nodeAffinity?.required?.nodeSelectorTerms ?? []
  return [
    ...Object.entries(deprecatedAnnotations)
      .filter(([key]) => metadata.annotations?.[key] !== undefined)
      .map(([key, message]) => `metadata.annotations[${key}]: ${message}`),
    ...(spec.persistentVolumeReclaimPolicy === 'Recycle' ? [`spec.persistentVolumeReclaimPolicy: ${recycleText}`] : []),
    ...terms.flatMap(({ matchExpressions = [] }, term) =>
      nodeLabelWarnings(matchExpressions.map(({ key = '' }) => key), (message, key, at) =>
        `spec.nodeAffinity.required.nodeSelectorTerms[${term}].matchExpressions[${at}].key: ${key} is ${message}`)),
    ...deprecatedSources
      .filter(([source]) => spec[source])
      .map(([source, message, path = source]) => `spec.${path}: ${message}`),
  ]
}
