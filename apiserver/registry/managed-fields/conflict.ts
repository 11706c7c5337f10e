import { ApiError } from '../../../apimachinery/api-error.ts'
import type { StatusCause } from '../../../apimachinery/api-error.ts'
import { pathsOf, printPath } from './field-set.ts'
import type { Manager } from './managers.ts'
import type { Conflicts } from './merge-managers.ts'

/** The Status of an apply that conflicts; upstream: NewConflictError. */
export function conflictError(conflicts: Conflicts): ApiError {
  const causes: StatusCause[] = []
  const lines: string[] = []
  for (const id of [...conflicts.keys()].sort()) {
    const manager = printManager(id)
    lines.push(`conflicts with ${manager}:`)
    for (const path of pathsOf(conflicts.get(id)!)) {
      const field = printPath(path)
      causes.push({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field })
      lines.push(`- ${field}`)
    }
  }
  const [only] = causes
  const message = causes.length === 1
    ? `Apply failed with 1 conflict: ${only!.message}: ${only!.field}`
    : `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`
  return new ApiError(409, 'Conflict', message, { causes })
}

function printManager(id: string): string {
  const { manager = '', operation, apiVersion, subresource } = JSON.parse(id) as Partial<Manager>
  const name = JSON.stringify(manager)
  const where = subresource === undefined ? name : `${name} with subresource ${JSON.stringify(subresource)}`
  return operation === 'Update' ? `${where} using ${apiVersion}` : where
}
