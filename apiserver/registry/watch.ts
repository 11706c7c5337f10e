import { ApiError, expired } from '../../apimachinery/api-error.ts'
import { CompactedError } from '../storage/store.ts'
import type { CachedObject, CacheEvent, CloseReason, Subscription } from '../watch/cache-contract.ts'
import type { ListOptions } from './list-options.ts'
import { collectionKey, type Resource } from './resource.ts'
import { parseRevision, tooLarge, waitFor } from './revision.ts'
import { type Selection, selectionOf } from './selection.ts'

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'

/** What a watcher is told. */
export type WatchEvent =
  /** `revision` is the event's own: a DELETED object shows it instead of the one of its last write. */
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: CachedObject; revision: number }
  | { type: 'BOOKMARK'; revision: number; initialEventsEnd: boolean }

/** Where a watch hands out what it sees; several events come as one batch. */
export interface WatchSink {
  events(batch: readonly WatchEvent[]): void
  /** The watch ended on its own: the client is to start a new one. */
  closed(error: ApiError | undefined): void
}

/** A running watch. */
export interface Watch {
  readonly subscription: Subscription
  /** Starts to hand out; before this nothing comes. */
  start(): void
}

/** Watches a collection as `options` ask. Throws before anything is handed out. */
export async function watchObjects(
  resource: Resource, namespace: string, options: ListOptions, sink: WatchSink, signal: AbortSignal,
): Promise<Watch> {
  const selection = selectionOf(resource.definition, options)
  const prefix = collectionKey(resource, namespace)
  const revision = parseRevision(options.resourceVersion)
  const { initial, from } = await startingPoint(resource, prefix, options, revision, selection, signal)
  let backlog: CacheEvent[] | undefined = []
  const hand = (events: readonly CacheEvent[]): void => {
    const batch = events.flatMap((event) => translate(event, selection))
    if (batch.length > 0) sink.events(batch)
  }
  const subscription = await subscribe(resource, from, prefix, (events) => {
    if (backlog) backlog.push(...events)
    else hand(events)
  }, (reason) => sink.closed(closeError(reason)))
  return {
    subscription,
    start: () => {
      if (initial.length > 0) sink.events(initial)
      const early = backlog ?? []
      backlog = undefined
      hand(early)
    },
  }
}

async function startingPoint(
  resource: Resource, prefix: string, options: ListOptions, revision: number, selection: Selection, signal: AbortSignal,
): Promise<{ initial: WatchEvent[]; from: number }> {
  const { cache, store } = resource
  if (options.sendInitialEvents === true) {
    if (revision > store.revision) throw tooLarge(revision, store.revision)
    await waitFor(resource, revision, signal)
    const snapshot = cache.snapshot()
    const initial: WatchEvent[] = [...snapshot.scan(prefix)].filter((object) => selection.matches(object))
      .map((object) => ({ type: 'ADDED', object, revision: object.revision }))
    if (options.allowWatchBookmarks) initial.push({ type: 'BOOKMARK', revision: snapshot.revision, initialEventsEnd: true })
    return { initial, from: snapshot.revision }
  }
  return { initial: [], from: revision === 0 ? cache.snapshot().revision : revision }
}

async function subscribe(
  { cache }: Resource, from: number, prefix: string,
  onEvents: (events: readonly CacheEvent[]) => void, onClose: (reason: CloseReason) => void,
): Promise<Subscription> {
  try {
    return await cache.subscribe(from, prefix, onEvents, onClose)
  } catch (error) {
    if (error instanceof CompactedError) throw expired(`too old resource version: ${from} (${error.compacted})`)
    throw error
  }
}

function closeError(reason: CloseReason): ApiError | undefined {
  return reason === 'lost' ? expired('The event in requested index is outdated and cleared') : undefined
}

/** What a change is for a watcher with selectors: an object that starts or stops to match comes and goes. */
function translate({ current, previous, revision }: CacheEvent, selection: Selection): WatchEvent[] {
  const is = current !== undefined && selection.matches(current)
  const was = previous !== undefined && selection.matches(previous)
  if (current && is) return [{ type: was ? 'MODIFIED' : 'ADDED', object: current, revision }]
  if (was) return [{ type: 'DELETED', object: previous, revision }]
  return []
}
