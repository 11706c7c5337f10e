/** Who owns what: metadata.managedFields, decoded. Upstream: managedfields' ManagedInterface. */
import { patchLimits } from '../../../apimachinery/limits.ts'
import type { ManagedFieldsEntry } from '../../../apimachinery/meta.ts'
import { union } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { decodeFieldSet, encodeFieldSet } from './fields-v1.ts'

/** One manager of fields; the time is RFC 3339 and absent until it has written something. */
export interface Manager {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  readonly time: string | undefined
  readonly fields: FieldSet
}

/** Managers by `managerId`. */
export type Managers = ReadonlyMap<string, Manager>

/**
 * Identifies a manager: one that applies is the same in every version, one that updates is another in each.
 * Sorting managers by this string is how upstream orders them in messages.
 */
export function managerId(manager: Pick<Manager, 'manager' | 'operation' | 'apiVersion' | 'subresource'>): string {
  return JSON.stringify({
    ...(manager.manager === '' ? {} : { manager: manager.manager }),
    operation: manager.operation,
    ...(manager.operation === 'Apply' ? {} : { apiVersion: manager.apiVersion }),
    ...(manager.subresource === '' ? {} : { subresource: manager.subresource }),
  })
}

/** Throws SyntaxError when an entry cannot be read. */
export function decodeManagers(entries: readonly ManagedFieldsEntry[] | undefined): Map<string, Manager> {
  const managers = new Map<string, Manager>()
  for (const entry of entries ?? []) {
    const manager = decodeManager(entry)
    managers.set(managerId(manager), manager)
  }
  return managers
}

function decodeManager(entry: ManagedFieldsEntry): Manager {
  const { operation } = entry
  if (operation !== 'Apply' && operation !== 'Update') throw new SyntaxError('operation must be `Apply` or `Update`')
  if (entry.apiVersion === undefined || entry.apiVersion === '') throw new SyntaxError('apiVersion must not be empty')
  if (entry.fieldsType !== 'FieldsV1') throw new SyntaxError(`invalid fieldsType ${JSON.stringify(entry.fieldsType)}`)
  return {
    manager: entry.manager ?? '',
    operation,
    apiVersion: entry.apiVersion,
    subresource: entry.subresource ?? '',
    time: entry.time ?? undefined,
    fields: decodeFieldSet(entry.fieldsV1),
  }
}

/** The entries in upstream's order; undefined when there are none. */
export function encodeManagers(managers: Managers): ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined
  return [...managers.values()].sort(compareManagers).map(encodeManager)
}

function encodeManager(manager: Manager): ManagedFieldsEntry {
  return {
    ...(manager.manager === '' ? {} : { manager: manager.manager }),
    operation: manager.operation,
    apiVersion: manager.apiVersion,
    ...(manager.time === undefined ? {} : { time: manager.time }),
    fieldsType: 'FieldsV1',
    fieldsV1: encodeFieldSet(manager.fields),
    ...(manager.subresource === '' ? {} : { subresource: manager.subresource }),
  }
}

function compareManagers(a: Manager, b: Manager): number {
  return compareText(a.operation, b.operation) || seconds(a) - seconds(b) || compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) || compareText(a.subresource, b.subresource)
}

function seconds({ time }: Manager): number {
  const milliseconds = time === undefined ? 0 : Date.parse(time)
  return Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1000)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Joins the oldest managers of updates, version by version, until no more than ten are left. */
export function capManagers(managers: Map<string, Manager>): Managers {
  if (managers.size <= patchLimits.updateManagers) return managers
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update')
  let count = updaters.length
  if (count <= patchLimits.updateManagers) return managers
  updaters.sort(([idA, a], [idB, b]) => seconds(a) - seconds(b) || compareText(idA, idB))
  const firstOf = new Map<string, string>()
  for (const [id, manager] of updaters) {
    if (count <= patchLimits.updateManagers) break
    const first = firstOf.get(manager.apiVersion)
    if (first === undefined) {
      firstOf.set(manager.apiVersion, id)
      continue
    }
    joinAncient(managers, manager, id, first)
    count -= 1
  }
  return managers
}

function joinAncient(managers: Map<string, Manager>, manager: Manager, id: string, first: string): void {
  const bucket: Manager = { ...manager, manager: 'ancient-changes', subresource: '' }
  const bucketId = managerId(bucket)
  const before = managers.get(bucketId) ?? managers.get(first)
  if (!managers.has(bucketId)) managers.delete(first)
  managers.delete(id)
  managers.set(bucketId, {
    ...bucket, fields: before === undefined ? manager.fields : union(manager.fields, before.fields),
  })
}
