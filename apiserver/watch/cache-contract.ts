import type { KubeObject } from '../../apimachinery/meta.ts'

/** A cached object: parsed once (frozen), with the JSON bytes as they go on the wire (resourceVersion included). */
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
}

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
  count(prefix: string): number
}

/** What a subscription hands out; the subscriber is closed with `overflow` when it does not keep up. */
export interface Subscription {
  close(): void
}

/** All objects of one resource; reads never touch the disk. */
export interface ResourceCache {
  get(key: string): CachedObject | undefined
  /** The state now. */
  snapshot(): Snapshot
  /** The state at exactly `revision`, kept for some minutes; undefined when it is gone. */
  snapshotAt(revision: number): Snapshot | undefined
  /** Resolves when the cache has seen `revision`. */
  waitFor(revision: number, signal: AbortSignal): Promise<void>
  /**
   * Events after `revision` (history first, without gap or double), then live ones, batched per turn of the event loop.
   * Throws CompactedError when `revision` is too old.
   */
  subscribe(revision: number, prefix: string, onEvents: (events: readonly CacheEvent[]) => void): Promise<Subscription>
}
