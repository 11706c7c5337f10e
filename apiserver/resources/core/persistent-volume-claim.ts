import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { plainRow } from '../meta/plain-row.ts'
import { prepareDataSources, withBothDataSources } from './claim-data-source.ts'
import { storageClassAnnotation } from './persistent-volume-cells.ts'
import { persistentVolumeClaimColumns } from './persistent-volume-claim-columns.ts'
import { validateClaimStatusUpdate } from './persistent-volume-claim-status.ts'
import { validateClaimUpdate } from './persistent-volume-claim-update.ts'
import { fractionalBytes } from './pod-warnings.ts'
import { restore } from './restore.ts'
import { roundResources } from './round-resources.ts'
import { validateClaimSpec } from './validation/claim-template.ts'
import { statusVerbs } from './verbs.ts'

/** PersistentVolumeClaim: a pod's request for a volume. */
export const persistentVolumeClaim: ResourceDefinition = {
  ...plainRow,
  group: '',
  kind: 'PersistentVolumeClaim',
  resource: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  namespaced: true,
  type: 'k8s.io/api/core/v1.PersistentVolumeClaim',
  storagePrefix: 'persistentvolumeclaims',
  strategy: {
    applyDefaults,
    prepareForCreate(object) {
      object['status'] = { phase: 'Pending' }
      prepareDataSources(object['spec'], undefined)
    },
    validate: ({ spec }) => validateClaimSpec(spec, 'spec'),
    warningsOnCreate: warnings,
    prepareForUpdate(object, old) {
      restore(object, old, 'status')
      prepareDataSources(object['spec'], old['spec'])
    },
    validateUpdate: validateClaimUpdate,
    warningsOnUpdate: warnings,
  },
  onRead: shown,
  status: {
    prepareForUpdate: (object, old) => restore(object, old, 'spec'),
    validateUpdate: validateClaimStatusUpdate,
  },
  subresources: [{ name: 'status', kind: 'PersistentVolumeClaim', verbs: statusVerbs }],
  columns: persistentVolumeClaimColumns,
  fieldSelectors: {},
}

/** Claims of earlier versions have only one of the two. Upstream: defaultOnReadPvc. */
function shown(stored: KubeObject): KubeObject {
  const { dataSource, dataSourceRef } = stored['spec'] ?? {}
  const joined = !dataSource === !dataSourceRef || dataSourceRef?.namespace
  return joined ? stored : { ...stored, spec: withBothDataSources(stored['spec']) }
}

function applyDefaults(object: KubeObject): void {
  object['status'] = { ...object['status'], phase: object['status']?.phase || 'Pending' }
  object['spec'] ??= {}
  const { spec, status } = object
  spec.volumeMode ??= 'Filesystem'
  const { limits, requests } = spec.resources ?? {}
  for (const amounts of [limits, requests, status.capacity, status.allocatedResources]) roundResources(amounts)
}

/** Upstream: GetWarningsForPersistentVolumeClaim. */
function warnings({ metadata, spec }: KubeObject): string[] {
  const message = 'deprecated since v1.8; use "storageClassName" attribute instead'
  return [
    ...(metadata.annotations?.[storageClassAnnotation] === undefined
      ? []
      : [`metadata.annotations[${storageClassAnnotation}]: ${message}`]),
    ...fractionalBytes(spec.resources?.requests, 'spec.resources.requests', ['storage']),
    ...fractionalBytes(spec.resources?.limits, 'spec.resources.limits', ['storage']),
  ]
}
