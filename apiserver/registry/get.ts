import { notFoundError } from '../../apimachinery/api-error.ts'
import type { CachedObject } from '../watch/cache-contract.ts'
import { nameOf, objectKey, type Resource } from './resource.ts'
import { parseRevision, waitFor } from './revision.ts'

/** One object, not older than `resourceVersion` when one is given; only who has to wait for that asks for a signal. */
export async function getObject(
  resource: Resource, namespace: string, name: string, resourceVersion: string, signal: AbortSignal | (() => AbortSignal),
): Promise<CachedObject> {
  const revision = parseRevision(resourceVersion)
  if (revision > 0) await waitFor(resource, revision, typeof signal === 'function' ? signal() : signal)
  const found = resource.cache.get(objectKey(resource, namespace, name))
  if (!found) throw notFoundError(nameOf(resource), name)
  return found
}
