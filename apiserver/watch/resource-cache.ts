import { CompactedError, type Entry, type Store, type StoreEvent } from '../storage/store.ts'
import type { CachedObject, CacheEvent, CloseReason, ResourceCache, Snapshot, Subscription } from './cache-contract.ts'
import { Hub, keyOf } from './hub.ts'
import type { Progress } from './progress.ts'
import { Snapshots } from './snapshots.ts'
import { QueuedSubscription, type Subscriber } from './subscription.ts'
import { treeOfSorted } from './tree.ts'

/** What a resource's cache is made of. */
export interface ResourceCacheParts {
  prefix: string
  store: Store
  progress: Progress
  make: (key: string, value: Buffer, revision: number) => CachedObject
  now: () => number
}

const historyPage = 256

/** The cache of one resource: filled once, then moved on by `apply`. */
export class StoredResourceCache implements ResourceCache {
  readonly #parts: ResourceCacheParts
  readonly #snapshots: Snapshots
  readonly #hub: Hub
  /** Of all objects there are now. */
  #bytes = 0

  /** `entries` are all that the store holds below the prefix at the revision of `progress`, in key order. */
  constructor(parts: ResourceCacheParts, entries: Iterable<Entry>) {
    this.#parts = parts
    const tree = treeOfSorted(this.#objectsOf(entries))
    // Before the fill, deletions may have happened that leave no trace: only the state from now on is known.
    this.#snapshots = new Snapshots(tree, parts.progress.revision, parts.now)
    this.#hub = new Hub(parts.progress.revision)
  }

  get revision(): number {
    return this.#parts.progress.revision
  }

  get averageBytes(): number {
    const { size } = this.#snapshots.tree
    return size === 0 ? 0 : this.#bytes / size
  }

  get(key: string): CachedObject | undefined {
    return this.#snapshots.tree.get(key)
  }

  snapshot(): Snapshot {
    return this.#snapshots.list(this.revision)
  }

  snapshotAt(revision: number): Snapshot | undefined {
    return this.#snapshots.at(revision, this.revision)
  }

  waitFor(revision: number, signal: AbortSignal): Promise<void> {
    return this.#parts.progress.waitFor(revision, signal)
  }

  async subscribe(
    revision: number,
    prefix: string,
    onEvents: (events: readonly CacheEvent[]) => void,
    onClose: (reason: CloseReason, error?: unknown) => void = () => {},
  ): Promise<Subscription> {
    const recent = this.#hub.recent(revision)
    const { compacted } = this.#parts.store
    if (recent === undefined && revision < compacted) {
      throw new CompactedError(`cannot watch from revision ${revision}: it has been compacted`, compacted)
    }
    const subscription = new QueuedSubscription({
      after: revision, prefix: this.#parts.prefix.startsWith(prefix) ? '' : prefix, onEvents, onClose, source: this,
    })
    // Live first, then history: the other way round has a gap between the two.
    this.#hub.add(subscription)
    // Mostly there is none, and nothing to wait for.
    if (recent?.length !== 0) {
      void subscription.catchUp(recent === undefined ? this.#history(revision, prefix) : soon(recent, prefix))
    }
    return subscription
  }

  /** For its subscriptions. */
  release(subscriber: Subscriber): void {
    this.#hub.remove(subscriber)
  }

  /** For its subscriptions. */
  delivered(): number {
    return this.#hub.delivered(this.revision)
  }

  /** Moves on by one commit of the store, which must be below the prefix. */
  apply(event: StoreEvent): void {
    const { key, revision } = event
    const { tree } = this.#snapshots
    const previous = tree.get(key)
    const current = event.type === 'put' ? this.#parts.make(key, event.value, revision) : undefined
    const next = current === undefined ? tree.remove(key) : tree.set(key, current)
    const dropped = previous?.bytes.length ?? 0
    this.#bytes += (current?.bytes.length ?? 0) - dropped
    this.#snapshots.advance(next, revision, dropped)
    this.#hub.publish({ revision, current, previous })
  }

  *#objectsOf(entries: Iterable<Entry>): Iterable<[string, CachedObject]> {
    for (const { key, value, revision } of entries) {
      const object = this.#parts.make(key, value, revision)
      this.#bytes += object.bytes.length
      yield [key, object]
    }
  }

  async *#history(after: number, prefix: string): AsyncGenerator<readonly CacheEvent[]> {
    const { store, prefix: own } = this.#parts
    let page: CacheEvent[] = []
    for await (const event of store.history(after, prefix.length > own.length ? prefix : own)) {
      page.push(this.#fromHistory(event))
      if (page.length >= historyPage) yield page.splice(0)
    }
    yield page
  }

  #fromHistory(event: StoreEvent): CacheEvent {
    const current = event.type === 'put' ? this.#object(event) : undefined
    return { revision: event.revision, current, previous: event.previous && this.#object(event.previous) }
  }

  /** The object at a revision: the cached one when it is still that. */
  #object({ key, value, revision }: Entry): CachedObject {
    const cached = this.get(key)
    return cached?.revision === revision ? cached : this.#parts.make(key, value, revision)
  }
}

/** One page, not before the caller has its promise. */
async function* soon(events: readonly CacheEvent[], prefix: string): AsyncGenerator<readonly CacheEvent[]> {
  await new Promise((resolve) => setImmediate(resolve))
  yield events.filter((event) => keyOf(event).startsWith(prefix))
}
