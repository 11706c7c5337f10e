import type { KubeObject } from '../../apimachinery/meta.ts'
import { collectionKey, objectKey } from '../registry/resource.ts'
import type { Resources } from './resources-in-use.ts'

/** A stored object of the kind `group/version/resource`; '' is the namespace of what has none. */
export function findObject(
  resources: Resources, kind: string, namespace: string, name: string,
): KubeObject | undefined {
  const resource = resources.get(kind)
  return resource?.cache.get(objectKey(resource, namespace, name))?.object
}

/** The objects of a kind, of one namespace or ('') of all. */
export function* storedObjects(resources: Resources, kind: string, namespace = ''): Iterable<KubeObject> {
  const resource = resources.get(kind)
  if (!resource) return
  for (const { object } of resource.cache.snapshot().scan(collectionKey(resource, namespace))) yield object
}
