import { badRequest } from '../../../apimachinery/api-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { createdColumn } from '../../resources/core/table-columns.ts'
import type { Column, ResourceDefinition } from '../../resources/definition.ts'
import { partialMetadata } from './partial-metadata.ts'

/** What a Table's rows carry besides their cells. */
export type IncludeObject = 'Metadata' | 'Object' | 'None'

/** Reads `includeObject`. Throws 400. */
export function parseIncludeObject(value: string | null): IncludeObject {
  if (value === null || value === '') return 'Metadata'
  if (value === 'Metadata' || value === 'Object' || value === 'None') return value
  throw badRequest(`Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(value)}: `
    + `must be 'Metadata', 'Object', 'None', or empty`)
}

/** Upstream's generic table, of names and times, has no list where it has no rows. */
export function hasNoEmptyTable({ columns }: ResourceDefinition): boolean {
  return columns.includes(createdColumn)
}

/** How the rows are to look. */
export interface TableOptions {
  version: 'v1' | 'v1beta1'
  include: IncludeObject
  now: Date
}

/** The head of a Table, without its columns where a watcher has them already. */
export function tableHead(
  { columns }: ResourceDefinition, version: string, metadata: object, withColumns = true,
): object {
  const definitions = withColumns ? columns.filter(({ headless }) => !headless).map(columnDefinition) : null
  return { kind: 'Table', apiVersion: `meta.k8s.io/${version}`, metadata, columnDefinitions: definitions }
}

function columnDefinition({ name, type, format, description, priority }: Column): object {
  return { name, type, format, description, priority }
}

/** One row; its object is as `include` asks. */
export function tableRow(
  definition: ResourceDefinition, object: KubeObject, { version, include, now }: TableOptions,
): object {
  const { columns, rowConditions } = definition
  const shown = include === 'Object' ? object : partialMetadata(definition, object, version)
  const conditions = rowConditions?.(object)
  return {
    cells: columns.map((column) => column.cell(object, now)),
    ...(conditions ? { conditions } : {}),
    object: include === 'None' ? null : shown,
  }
}
