/**
 * Who owns the number of replicas, told in the terms of an object's Scale and back. Upstream:
 * managedfields.ScaleHandler.
 */
import type { ManagedFieldsEntry } from '../../../apimachinery/meta.ts'
import { difference, fieldSetOf, hasPath, isEmpty } from './field-set.ts'
import { decodeManagers, encodeManagers, type Manager } from './managers.ts'
import { fieldElement } from './path-element.ts'

const scaleVersion = 'autoscaling/v1'
const scaleReplicas = ['spec', 'replicas']

/** The version in which an object is written, and where it has its number of replicas. */
export interface ReplicasPlace {
  apiVersion: string
  path: readonly string[]
}

const owns = ({ fields }: Manager, path: readonly string[]): boolean => hasPath(fields, path.map(fieldElement))

type Entries = ManagedFieldsEntry[] | undefined

/** The object's managers that own its replicas, as managers of its Scale. */
export function scaleManagers(entries: Entries, { apiVersion, path }: ReplicasPlace): Entries {
  const managers = [...decodeManagers(entries)]
    .filter(([, manager]) => manager.apiVersion === apiVersion && owns(manager, path))
    .map(([id, manager]): [string, Manager] => [
      id, { ...manager, apiVersion: scaleVersion, fields: fieldSetOf(scaleReplicas) },
    ])
  return encodeManagers(new Map(managers))
}

/**
 * The object's managers after its Scale was written: who is no longer among the Scale's loses the replicas, who is new
 * there gets them. As upstream, a manager of updates is another one in each version, so that its replicas come back as
 * an entry of its own, and without a time, which is looked for among those of the object's own managers.
 */
export function managersAfterScale(entries: Entries, scaled: Entries, { apiVersion, path }: ReplicasPlace): Entries {
  const replicas = fieldSetOf(path)
  const left = decodeManagers(scaled)
  const after = new Map<string, Manager>()
  const times = new Map<string, string | undefined>()
  for (const [id, manager] of decodeManagers(entries)) {
    times.set(id, manager.time)
    if (manager.apiVersion !== apiVersion) continue
    if (!owns(manager, path) || left.delete(id)) {
      after.set(id, manager)
      continue
    }
    const fields = difference(manager.fields, replicas)
    if (!isEmpty(fields)) after.set(id, { ...manager, fields })
  }
  for (const [id, manager] of left) {
    if (owns(manager, scaleReplicas)) after.set(id, { ...manager, apiVersion, fields: replicas, time: times.get(id) })
  }
  return encodeManagers(after)
}
