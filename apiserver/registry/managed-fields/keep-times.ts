import type { KubeObject, ManagedFieldsEntry } from '../../../apimachinery/meta.ts'
import { equalValues } from '../patch/json-value.ts'
import { withManagedFields } from './track-update.ts'

/**
 * The object with the live one's time stamps where a write changed nothing but those, so that it does not count
 * as a change. To be called right before storing. Upstream: IgnoreManagedFieldsTimestampsTransformer.
 */
export function keepTimes(live: KubeObject, object: KubeObject): KubeObject {
  const old = live.metadata.managedFields ?? []
  const entries = object.metadata.managedFields ?? []
  if (entries.length === 0 || entries.length !== old.length) return object
  if (entries.every((entry, index) => entry.time === old[index]?.time)) return object
  if (!entries.every((entry, index) => equalValues(withoutTime(entry), withoutTime(old[index]!)))) return object
  if (!equalValues(withManagedFields(object, undefined), withManagedFields(live, undefined))) return object
  return withManagedFields(object, [...old])
}

function withoutTime(entry: ManagedFieldsEntry): ManagedFieldsEntry {
  const { time: _, ...rest } = entry
  return rest
}
