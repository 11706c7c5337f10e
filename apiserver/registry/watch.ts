import { ApiError, expired } from '../../apimachinery/api-error.ts'
import { CompactedError } from '../storage/store.ts'
import type { CacheEvent, CloseReason, Snapshot, Subscription } from '../watch/cache-contract.ts'
import type { ListOptions } from './list-options.ts'
import { askedCollectionKey, type Resource } from './resource.ts'
import { parseRevision, tooLarge, waitFor } from './revision.ts'
import type { Selection } from './selection.ts'
import { type Change, translationFor } from './translation.ts'

export type WatchEventType = WatchEvent['type']

/** What a watcher is told. */
export type WatchEvent = Change | { type: 'BOOKMARK'; revision: number; initialEventsEnd: boolean }

/** Where a watch hands out what it sees; several events come as one batch, the same array to all who watch the same. */
export interface WatchSink {
  events(batch: readonly WatchEvent[]): void
  /**
   * The watch ended on its own: the client is to start a new one.
   * `overrun` when it was too slow to be told anything more.
   */
  closed(error: ApiError | undefined, overrun: boolean): void
}

/** A running watch. */
export interface Watch {
  readonly subscription: Subscription
  /**
   * What there is at the start, where it was asked for: to be told first, at the watcher's own pace. Given once, then
   * empty: even when it is told it holds the state of that moment, and a watch lasts long.
   */
  takeInitial(): Iterable<WatchEvent>
  /** Starts to hand out changes; before this they wait as they do for a slow watcher. */
  start(): void
}

/** Watches a collection as `options` ask. Throws before anything is handed out. */
export async function watchObjects(
  resource: Resource, namespace: string, options: ListOptions, sink: WatchSink, signal: AbortSignal,
): Promise<Watch> {
  const translation = translationFor(resource, options)
  const prefix = askedCollectionKey(resource, namespace)
  const revision = parseRevision(options.resourceVersion)
  const { initial, from } = await startingPoint(resource, prefix, options, revision, translation.selection, signal)
  const subscription = await subscribe(resource, from, prefix, (events) => {
    const batch = translation.of(events)
    if (batch.length > 0) sink.events(batch)
  }, (reason) => sink.closed(closeError(reason), reason === 'overflow'))
  subscription.pause()
  return { subscription, takeInitial: once(initial), start: () => subscription.resume() }
}

function once(initial: Iterable<WatchEvent>): () => Iterable<WatchEvent> {
  let left = initial
  return () => {
    const taken = left
    left = []
    return taken
  }
}

async function startingPoint(
  resource: Resource, prefix: string, options: ListOptions, revision: number, selection: Selection, signal: AbortSignal,
): Promise<{ initial: Iterable<WatchEvent>; from: number }> {
  const { cache, store } = resource
  const { sendInitialEvents: asked } = options
  // Who says nothing, and zero in so many words that it is no longer the word for any version, begins with what there
  // is, too.
  const wanted = asked ?? revision === 0
  if (!wanted) return { initial: [], from: revision === 0 ? cache.revision : revision }
  if (revision > store.revision) throw tooLarge(revision, store.revision)
  await waitFor(resource, revision, signal)
  const snapshot = cache.snapshot()
  return {
    initial: initialEvents(snapshot, prefix, selection, asked === true && options.allowWatchBookmarks),
    from: snapshot.revision,
  }
}

function* initialEvents(
  snapshot: Snapshot, prefix: string, selection: Selection, bookmark: boolean,
): Iterable<WatchEvent> {
  for (const object of snapshot.scan(prefix)) {
    if (selection.matches(object)) yield { type: 'ADDED', object, revision: object.revision }
  }
  if (bookmark) yield { type: 'BOOKMARK', revision: snapshot.revision, initialEventsEnd: true }
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
