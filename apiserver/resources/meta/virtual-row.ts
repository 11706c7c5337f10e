import { createdColumn, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition } from '../definition.ts'
import { plainRow } from './plain-row.ts'

/** A kind that is asked and answered, and never stored. */
export function virtualRow(
  row: Pick<ResourceDefinition, 'group' | 'kind' | 'resource' | 'type'> & Partial<ResourceDefinition>,
): ResourceDefinition {
  return {
    ...plainRow,
    singular: row.kind.toLowerCase(),
    namespaced: false,
    verbs: ['create'],
    storagePrefix: row.resource,
    strategy: { applyDefaults: () => {}, validate: () => [], validateUpdate: () => [] },
    columns: [nameColumn, createdColumn],
    ...row,
  }
}
