import type { KubeObject } from '../../apimachinery/meta.ts'
import { withRevision } from '../watch/object-revision.ts'
import type { Resource, Written } from './resource.ts'

/** A write that the store took. */
interface Taken {
  key: string
  /** The object as it is stored. */
  wire: KubeObject
  revision: number
  created: boolean
}

/** What came of a write: as the cache has it, which shares its bytes, unless somebody was so quick as to replace it. */
export function writtenAt({ cache }: Resource, { key, wire, revision, created }: Taken): Written {
  const cached = cache.get(key)
  if (cached?.revision === revision) return { object: cached.object, created, cached }
  return { object: withRevision(wire, revision), created }
}
