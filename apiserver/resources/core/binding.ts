import type { ResourceDefinition } from '../definition.ts'
import { plainRow } from '../meta/plain-row.ts'
import { nameColumn } from './table-columns.ts'

/** Binding: a pod's way to its node. Nothing is stored under this name; to create one is to write the pod. */
export const binding: ResourceDefinition = {
  ...plainRow,
  group: '',
  kind: 'Binding',
  resource: 'bindings',
  singular: 'binding',
  namespaced: true,
  verbs: ['create'],
  type: 'k8s.io/api/core/v1.Binding',
  storagePrefix: 'bindings',
  strategy: { applyDefaults: () => {}, validate: () => [], validateUpdate: () => [] },
  columns: [nameColumn],
}
