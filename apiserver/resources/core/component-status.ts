import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { plainRow } from '../meta/plain-row.ts'
import { column, nameColumn } from './table-columns.ts'

interface Condition {
  type?: string
  status?: string
  message?: string
  error?: string
}

/** ComponentStatus: the health of the control plane's parts. There are none here, as all the parts are one process. */
export const componentStatus: ResourceDefinition = {
  ...plainRow,
  group: '',
  kind: 'ComponentStatus',
  resource: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  namespaced: false,
  verbs: ['get', 'list'],
  type: 'k8s.io/api/core/v1.ComponentStatus',
  storagePrefix: 'componentstatuses',
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  strategy: { applyDefaults: () => {}, validate: () => [], validateUpdate: () => [] },
  columns: [
    nameColumn,
    column('Status', 'Status of the component conditions', (object) => {
      const status = healthOf(object)?.status
      return status === undefined ? 'Unknown' : status === 'True' ? 'Healthy' : 'Unhealthy'
    }),
    column('Message', 'Message of the component conditions', (object) => healthOf(object)?.message ?? ''),
    column('Error', 'Error of the component conditions', (object) => healthOf(object)?.error ?? ''),
  ],
}

function healthOf(object: KubeObject): Condition | undefined {
  return ((object['conditions'] ?? []) as Condition[]).find(({ type }) => type === 'Healthy')
}
