import { notFoundError } from '../../apimachinery/api-error.ts'
import type { CachedObject } from '../watch/cache-contract.ts'
import { nameOf, objectKey, type Resource } from './resource.ts'
import { parseRevision, type Waiting, waitFor } from './revision.ts'

/** One object, not older than `resourceVersion` when one is given. */
export async function getObject(
  resource: Resource, namespace: string, name: string, resourceVersion: string, waiting: Waiting,
): Promise<CachedObject> {
  const revision = parseRevision(resourceVersion)
  if (revision > 0) await waitFor(resource, revision, waiting)
  return presentNow(resource, namespace, name)
}

/** One object as it is now. Throws 404. */
export function presentNow(resource: Resource, namespace: string, name: string): CachedObject {
  const found = resource.cache.get(objectKey(resource, namespace, name))
  if (!found) throw notFoundError(nameOf(resource), name)
  return found
}
