import type { CachedObject, CacheEvent } from '../watch/cache-contract.ts'
import type { ListOptions } from './list-options.ts'
import type { Resource } from './resource.ts'
import { type Selection, selectionOf } from './selection.ts'

/**
 * A change as a watcher with selectors sees it. `revision` is the event's own:
 * a DELETED object shows it instead of the one of its last write.
 */
export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  object: CachedObject
  revision: number
}

/** Says what changes are for those who watch with the same selectors; the same answer for the same array of events. */
export interface Translation {
  readonly selection: Selection
  of(events: readonly CacheEvent[]): readonly Change[]
}

type Selectors = Pick<ListOptions, 'labels' | 'fields'>

/** By resource and selectors; held by the watches that use it. */
const shared = new WeakMap<Resource, Map<string, WeakRef<Translation>>>()

/**
 * The translation that all watches of a resource with these selectors share.
 * Throws 400 for a field that the kind does not offer.
 */
export function translationFor(resource: Resource, { labels, fields }: Selectors): Translation {
  const ofResource = shared.get(resource) ?? new Map<string, WeakRef<Translation>>()
  shared.set(resource, ofResource)
  const key = JSON.stringify([labels, fields])
  const known = ofResource.get(key)?.deref()
  if (known) return known
  const made = newTranslation(selectionOf(resource.definition, { labels, fields }))
  // Selectors come without end where they name objects: now and then those that nobody uses go.
  if (ofResource.size % sweepEvery === sweepEvery - 1) forgetUnused(ofResource)
  ofResource.set(key, new WeakRef(made))
  return made
}

const sweepEvery = 128

function forgetUnused(translations: Map<string, WeakRef<Translation>>): void {
  for (const [key, translation] of translations) if (translation.deref() === undefined) translations.delete(key)
}

function newTranslation(selection: Selection): Translation {
  // Weak by the array: all who share it are handed it in one turn, and nobody asks again.
  const known = new WeakMap<readonly CacheEvent[], readonly Change[]>()
  return {
    selection,
    of(events) {
      const made = known.get(events) ?? events.flatMap((event) => translate(event, selection))
      known.set(events, made)
      return made
    },
  }
}

/** What a change is for a watcher with selectors: an object that starts or stops to match comes and goes. */
function translate({ current, previous, revision }: CacheEvent, selection: Selection): Change[] {
  const is = current !== undefined && selection.matches(current)
  const was = previous !== undefined && selection.matches(previous)
  if (current && is) return [{ type: was ? 'MODIFIED' : 'ADDED', object: current, revision }]
  if (was) return [{ type: 'DELETED', object: previous, revision }]
  return []
}
