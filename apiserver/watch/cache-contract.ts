import type { KubeObject } from '../../apimachinery/meta.ts'

/** A cached object: with the JSON bytes as they go on the wire (resourceVersion included). */
export interface CachedObject {
  readonly key: string
  readonly revision: number
  /** JSON with apiVersion, kind and metadata.resourceVersion, without a trailing newline. */
  readonly bytes: Buffer
  /** Parsed lazily from bytes and kept only weakly or briefly; never changed. */
  readonly object: KubeObject
  readonly labels: Readonly<Record<string, string>>
  /** Values of the kind's field selectors, metadata.name and metadata.namespace among them. */
  readonly fields: Readonly<Record<string, string>>
  /** The object as it is stored, where a read decorator shows another one. */
  readonly stored?: CachedObject
}

/**
 * What is shown of a stored object; the same object where that is all of it. Told once for each version of an object,
 * whoever reads it.
 */
export type ReadDecorator = (stored: KubeObject) => KubeObject

/** One change as a watcher of the whole resource sees it. */
export interface CacheEvent {
  readonly revision: number
  readonly current: CachedObject | undefined
  readonly previous: CachedObject | undefined
}

/** One consistent state: keys in order at `revision`. */
export interface Snapshot {
  readonly revision: number
  /** Entries with `prefix`, strictly after `after` when given, in key order. */
  scan(prefix: string, after?: string): Iterable<CachedObject>
  /** How many `scan` gives, without going through them. */
  count(prefix: string, after?: string): number
}

/** Why a subscription ended on its own: its queue was full, or history was compacted or unreadable under it. */
export type CloseReason = 'overflow' | 'lost'

/** One subscriber's hold on the events. After `close` nothing more is handed out; closing twice is fine. */
export interface Subscription {
  /** Everything up to this revision was handed out: what a bookmark may say. */
  readonly progress: number
  /**
   * Events are queued from now on (a socket is full); beyond some thousands the subscription closes with `overflow`.
   */
  pause(): void
  /** Hands out what was queued, before it returns, and goes on. */
  resume(): void
  close(): void
}

/** All objects of one resource; reads never touch the disk. */
export interface ResourceCache {
  /** The revision of the last write of any resource that the cache has seen. */
  readonly revision: number
  /** Bytes of an object on the average, as it goes on the wire; 0 while there is none. */
  readonly averageBytes: number
  get(key: string): CachedObject | undefined
  /** The state now. */
  snapshot(): Snapshot
  /**
   * The state at exactly `revision`: kept for five minutes after `snapshot` gave it (less when more than 64 MB of
   * objects were replaced since), and for the last hundred or so changes. Undefined when it is gone or not yet there.
   */
  snapshotAt(revision: number): Snapshot | undefined
  /** Resolves when the cache has seen `revision`; rejects with the signal's reason when it fires first. */
  waitFor(revision: number, signal: AbortSignal): Promise<void>
  /**
   * Events after `revision` whose key has `prefix` (history first, without gap or double), then live ones, batched per
   * turn of the event loop. Watchers of a whole resource share one array per turn, and all share the event objects, so
   * what was encoded for one may be kept for the next (by a WeakMap). `onEvents` is never called before the
   * promise resolves. Throws CompactedError when `revision` is too old. `onClose` tells that it ended on its own.
   */
  subscribe(
    revision: number,
    prefix: string,
    onEvents: (events: readonly CacheEvent[]) => void,
    onClose?: (reason: CloseReason, error?: unknown) => void,
  ): Promise<Subscription>
}

/** How a resource is kept: where in the store, and what its field selectors read. */
export interface ResourceOptions {
  /** Such as `/registry/pods/`, with the slash at the end. */
  prefix: string
  /** Beyond metadata.name and metadata.namespace. */
  fieldSelectors: Readonly<Record<string, (object: KubeObject) => string>>
  /** Objects are shown, listed and watched in the form that it gives them. */
  decorate?: ReadDecorator | undefined
}

/**
 * Everything in the store, in memory. It follows the store's commits synchronously: when a write resolves, the cache
 * has it.
 */
export interface WatchCache {
  /** The revision of the last write that the cache has seen. */
  readonly revision: number
  /**
   * The cache of one resource; the same one for the same prefix, with the first caller's field selectors and decorator.
   */
  resource(options: ResourceOptions): ResourceCache
  /** Stops following the store. Subscriptions get nothing more. */
  close(): void
}
