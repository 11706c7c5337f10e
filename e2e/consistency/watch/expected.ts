import type { Change } from './log.ts'
import { isWithin, type Scope, type SeenEvent } from './stream.ts'

/** What a watcher is to be told of a log. */
export interface Expectation {
  /** In order of revisions. */
  events: readonly SeenEvent[]
  /** What exists of its scope behind `revision`, as it is told at a start: by key. */
  stateAt(revision: number): ReadonlyMap<string, SeenEvent>
}

/**
 * An object that begins to match comes, one that stops goes: with the object as it was, at the revision of the change.
 */
export function expectationOf(changes: readonly Change[], scope: Scope): Expectation {
  const present = new Map<string, Change>()
  const events = changes.flatMap((change): SeenEvent[] => {
    const { key, revision } = change
    const before = present.get(key)
    const was = before !== undefined && isWithin(scope, key, before.color)
    const is = change.kind === 'put' && isWithin(scope, key, change.color)
    if (change.kind === 'put') present.set(key, change)
    else present.delete(key)
    if (is) return [eventOf(was ? 'MODIFIED' : 'ADDED', change, revision)]
    return was ? [eventOf('DELETED', before, revision)] : []
  })
  return { events, stateAt: (revision) => stateAt(events, revision) }
}

function eventOf(type: SeenEvent['type'], { key, write, color }: Change, revision: number): SeenEvent {
  return { type, key, revision, write, color }
}

function stateAt(events: readonly SeenEvent[], revision: number): Map<string, SeenEvent> {
  const state = new Map<string, SeenEvent>()
  for (const event of events) {
    if (event.revision > revision) break
    if (event.type === 'DELETED') state.delete(event.key)
    else state.set(event.key, { ...event, type: 'ADDED' })
  }
  return state
}
