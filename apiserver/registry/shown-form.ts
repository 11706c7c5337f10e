import type { KubeObject } from '../../apimachinery/meta.ts'
import type { CachedObject } from '../watch/cache-contract.ts'
import type { Resource } from './resource.ts'

/** An object as it is stored, which is not always what readers are shown of it: what a write starts from. */
export function storedForm(cached: CachedObject): CachedObject {
  return cached.stored ?? cached
}

/** What is shown of an object: upstream decorates what the resource itself answers, not its subresources. */
export function seenAt(cached: CachedObject, subresource: string): CachedObject {
  return subresource === '' ? cached : storedForm(cached)
}

/** The same for an object in its stored form that is not cached. */
export function shownAt({ decorate }: Pick<Resource, 'decorate'>, stored: KubeObject, subresource: string): KubeObject {
  return decorate && subresource === '' ? decorate(stored) : stored
}
