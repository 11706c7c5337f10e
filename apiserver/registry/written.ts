import type { KubeObject } from '../../apimachinery/meta.ts'
import { withRevision } from '../watch/object-revision.ts'
import type { Resource, Written } from './resource.ts'
import { seenAt, shownAt } from './shown-form.ts'

/** A write that the store took. */
interface Taken {
  key: string
  /** The object as it is stored. */
  wire: KubeObject
  revision: number
  created: boolean
}

/** What came of a write: as the cache has it, which shares its bytes, unless somebody was so quick as to replace it. */
export function writtenAt(resource: Resource, { key, wire, revision, created }: Taken, subresource = ''): Written {
  const cached = resource.cache.get(key)
  if (cached?.revision !== revision) {
    return { object: shownAt(resource, withRevision(wire, revision), subresource), created }
  }
  const seen = seenAt(cached, subresource)
  return { object: seen.object, created, cached: seen }
}
