import type { Column } from '../definition.ts'
import { ageColumn, nameColumn } from './table-columns.ts'

/** What `kubectl get` shows of kinds without columns of their own. Upstream: rest.NewDefaultTableConvertor. */
export const defaultColumns: readonly Column[] = [
  nameColumn,
  {
    ...ageColumn,
    name: 'Created At',
    type: 'date',
    cell: ({ metadata }) => metadata.creationTimestamp ?? '',
  },
]
