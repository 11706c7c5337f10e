import type { KubeObject, ManagedFieldsEntry } from '../../apimachinery/meta.ts'
import type { CachedObject } from '../watch/cache-contract.ts'
import { equalValues } from './patch/json-value.ts'

/** Whether an object would be stored as it is already, but for the times at which its managers wrote. */
export function sameButTimes(wire: KubeObject, { object: current }: CachedObject): boolean {
  const { metadata, ...rest } = wire
  const { metadata: currentMetadata, ...currentRest } = current
  const { managedFields, resourceVersion: _, ...own } = metadata
  const { managedFields: currentFields, resourceVersion: __, ...currentOwn } = currentMetadata
  return equalValues(rest, currentRest) && equalValues(own, currentOwn) && sameManagers(managedFields, currentFields)
}

function sameManagers(managers: ManagedFieldsEntry[] | undefined, others: ManagedFieldsEntry[] | undefined): boolean {
  if (managers === undefined || others === undefined) return managers === others
  return managers.length === others.length && managers.every((entry, at) => sameManager(entry, others[at]!))
}

function sameManager({ time: _, ...entry }: ManagedFieldsEntry, { time: __, ...other }: ManagedFieldsEntry): boolean {
  return equalValues(entry, other)
}
