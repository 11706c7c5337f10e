import type { Logger } from '../../apimachinery/log.ts'
import type { Store, StoreEvent } from '../storage/store.ts'
import type { ResourceCache, ResourceOptions, WatchCache } from './cache-contract.ts'
import { objectFactory } from './cached-object.ts'
import { Progress } from './progress.ts'
import { StoredResourceCache } from './resource-cache.ts'
import { UnclaimedEntries } from './unclaimed.ts'

/** What the cache follows, and how. */
export interface WatchCacheOptions {
  store: Store
  log: Logger
  /** Freezes parsed objects to the bottom, so that a test catches who changes one. Costs a walk per object. */
  freeze?: boolean
  now?: () => number
}

/** Reads the whole store into memory and follows it from there. */
export async function createWatchCache(options: WatchCacheOptions): Promise<WatchCache> {
  const cache = new StoreFollower(options)
  await cache.fill()
  return cache
}

/** Keys that no resource has asked for yet wait as they are: a kind may come while the server runs. */
class StoreFollower implements WatchCache {
  readonly #options: WatchCacheOptions
  readonly #unclaimed = new UnclaimedEntries()
  readonly #resources = new Map<string, StoredResourceCache>()
  readonly #progress: Progress
  readonly #unsubscribe: () => void
  /** Commits that came during the fill, newest per key: they win over what was read from the disk. */
  #early: Map<string, StoreEvent> | undefined = new Map()

  constructor(options: WatchCacheOptions) {
    this.#options = options
    this.#progress = new Progress(options.store.revision)
    this.#unsubscribe = options.store.subscribe((events) => this.#follow(events))
  }

  get revision(): number {
    return this.#progress.revision
  }

  async fill(): Promise<void> {
    const early = this.#early!
    for await (const entry of this.#options.store.entries('/')) {
      if (!early.has(entry.key)) this.#unclaimed.put(entry)
    }
    for (const event of early.values()) this.#keepUnclaimed(event)
    this.#early = undefined
    this.#options.log.debug('read the store', { objects: this.#unclaimed.size, revision: this.revision })
  }

  resource({ prefix, fieldSelectors, decorate }: ResourceOptions): ResourceCache {
    const known = this.#resources.get(prefix)
    if (known !== undefined) return known
    const { store, freeze = false, now = Date.now } = this.#options
    const make = objectFactory(fieldSelectors, freeze, decorate)
    const parts = { prefix, store, progress: this.#progress, make, now }
    const resource = new StoredResourceCache(parts, this.#unclaimed.take(prefix))
    this.#resources.set(prefix, resource)
    return resource
  }

  close(): void {
    this.#unsubscribe()
  }

  #follow(events: readonly StoreEvent[]): void {
    for (const event of events) {
      if (this.#early !== undefined) this.#early.set(event.key, event)
      else this.#apply(event)
    }
    this.#progress.advance(events.at(-1)!.revision)
  }

  #apply(event: StoreEvent): void {
    const resource = this.#resourceOf(event.key)
    if (resource === undefined) this.#keepUnclaimed(event)
    else resource.apply(event)
  }

  #keepUnclaimed(event: StoreEvent): void {
    if (event.type === 'delete') this.#unclaimed.delete(event.key)
    else this.#unclaimed.put({ key: event.key, value: event.value, revision: event.revision })
  }

  /** The resource whose prefix a key has: prefixes end with a slash, so only the slashes of the key are tried. */
  #resourceOf(key: string): StoredResourceCache | undefined {
    for (let slash = key.indexOf('/', 1); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      const resource = this.#resources.get(key.slice(0, slash + 1))
      if (resource !== undefined) return resource
    }
    return undefined
  }
}
