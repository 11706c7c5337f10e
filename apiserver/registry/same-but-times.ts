import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { CachedObject } from '../watch/cache-contract.ts'

/** Whether an object would be stored as it is already, but for the times at which its managers wrote. */
export function sameButTimes(object: KubeObject, current: CachedObject): boolean {
  return isDeepStrictEqual(withoutTimes(object), withoutTimes(current.object))
}

function withoutTimes(object: KubeObject): unknown {
  const { managedFields, ...metadata } = object.metadata
  return { ...object, metadata: { ...metadata, managedFields: managedFields?.map(({ time: _, ...entry }) => entry) } }
}
