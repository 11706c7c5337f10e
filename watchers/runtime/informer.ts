import { ApiError } from '../../apimachinery/api-error.ts'
import type { Logger } from '../../apimachinery/log.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient, ResourceRef, WatchEvent } from './api-client.ts'
import { errorFromStatus } from './client.ts'
import { pause, systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { keyOf, Store } from './store.ts'
import type { IndexFunction, Lister } from './store.ts'

/** Called after the store changed, in the order of the changes; must not throw or wait. */
export interface Handler<T extends KubeObject = KubeObject> {
  added?(object: T): void
  updated?(old: T, object: T): void
  deleted?(object: T): void
}

export interface InformerOptions {
  client: ApiClient
  ref: ResourceRef
  log: Logger
  clock?: Clock
  /** Such as `fieldSelector`; goes to both list and watch. */
  query?: Record<string, string>
  /** What is kept of an object; must keep its key and resourceVersion. */
  transform?: (object: any) => any
}

/**
 * Where an informer stands:
 * - empty: nothing is known, or what is known is too old to go on from; the next step lists.
 * - listed: the store is as of `resourceVersion`; the next step watches from there.
 * - doubtful: the connection broke, and what answers next may be a server with other data; the next step asks it.
 */
type State =
  | { name: 'empty' }
  | { name: 'listed'; resourceVersion: string }
  | { name: 'doubtful'; resourceVersion: string }

/** How long to wait after the n-th failure in a row, in milliseconds; upstream: reflector's backoff manager. */
const firstDelay = 200
const longestDelay = 30_000
/** A watch that ends sooner than this without a word is taken for a failure, or it would be asked for without end. */
const shortestWatch = 1_000

/**
 * A local copy of one collection that follows the server: lists, then watches, for ever.
 *
 * Guarantees: handlers see every object at least in its latest state, and deletions even when they happened while
 * disconnected. A broken or ended watch goes on from the last resourceVersion seen (bookmarks included); a new list is
 * taken when the server no longer has that version (410), never had it (its data was replaced), or sends what cannot be
 * read. Failures are retried with backoff.
 */
export class Informer<T extends KubeObject = KubeObject> {
  readonly ref: ResourceRef
  private readonly options: InformerOptions
  private readonly store = new Store<T>()
  private readonly handlers: Handler<T>[] = []
  private readonly synced = Promise.withResolvers<void>()
  private failures = 0

  constructor(options: InformerOptions) {
    this.options = options
    this.ref = options.ref
  }

  get lister(): Lister<T> {
    return this.store
  }

  /** Resolves when the first list is in the store; stays pending for as long as the server cannot be reached. */
  get ready(): Promise<void> {
    return this.synced.promise
  }

  addIndex(name: string, of: IndexFunction): void {
    this.store.addIndex(name, of)
  }

  /** A handler that comes late is told of everything that is there. */
  subscribe(handler: Handler<T>): void {
    this.handlers.push(handler)
    for (const object of this.store.list()) handler.added?.(object)
  }

  /** Runs until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, clock = systemClock } = this.options
    let state: State = { name: 'empty' }
    while (!signal.aborted) {
      const before: State = state
      try {
        state = await this.step(before, signal)
        this.failures = 0
      } catch (error) {
        if (signal.aborted) return
        state = this.afterFailure(before, error)
        const delay = Math.min(firstDelay * 2 ** this.failures++, longestDelay) * (0.8 + Math.random() * 0.4)
        log.debug('cannot follow a collection, trying again', { resource: this.ref.resource, error, delay })
        await pause(delay, signal, clock)
      }
    }
  }

  private step(state: State, signal: AbortSignal): Promise<State> {
    switch (state.name) {
      case 'empty': return this.list(signal)
      case 'listed': return this.watch(state.resourceVersion, signal)
      case 'doubtful': return this.verify(state.resourceVersion)
    }
  }

  /** The last version seen is what a failed watch goes on from. */
  private lastSeen = ''

  private afterFailure(state: State, error: unknown): State {
    if (isLost(error)) return { name: 'empty' }
    switch (state.name) {
      case 'empty': case 'doubtful': return state
      case 'listed': return { name: error instanceof ApiError ? 'listed' : 'doubtful', resourceVersion: this.lastSeen }
    }
  }

  private async verify(resourceVersion: string): Promise<State> {
    const { client, query } = this.options
    const page = await client.list<T>(this.ref, { ...query, limit: '1' })
    return isOlder(page.resourceVersion, resourceVersion) ? { name: 'empty' } : { name: 'listed', resourceVersion }
  }

  private async list(signal: AbortSignal): Promise<State> {
    const { client, query, transform = same } = this.options
    const seen = new Set<string>()
    const objects: T[] = []
    let resourceVersion = ''
    let token: string | undefined
    do {
      const page = await client.list<T>(this.ref, { ...query, limit: '500', ...(token ? { continue: token } : {}) })
      if (signal.aborted) return { name: 'empty' }
      for (const item of page.items) objects.push(transform(item))
      resourceVersion = page.resourceVersion
      token = page.continue
    } while (token)
    for (const object of objects) seen.add(keyOf(object))
    for (const key of this.store.keys()) if (!seen.has(key)) this.remove(key)
    for (const object of objects) this.put(object)
    this.synced.resolve()
    return { name: 'listed', resourceVersion }
  }

  private async watch(resourceVersion: string, signal: AbortSignal): Promise<State> {
    const { client, query, clock = systemClock } = this.options
    this.lastSeen = resourceVersion
    const began = clock.now()
    const seconds = Math.floor(300 + Math.random() * 300)
    const ended = new AbortController()
    // The server ends the stream itself; a peer that vanished without a word is given up a little later.
    const cancel = clock.after((seconds + 30) * 1000, () => ended.abort())
    const stop = () => ended.abort()
    signal.addEventListener('abort', stop)
    let failure: unknown
    let events = 0
    const onEvent = (event: WatchEvent) => {
      if (failure !== undefined) return
      events += 1
      try {
        this.apply(event)
        this.failures = 0
      } catch (error) {
        failure = error
        stop()
      }
    }
    const asked = { ...query, resourceVersion, allowWatchBookmarks: 'true', timeoutSeconds: String(seconds) }
    try {
      await client.watch(this.ref, asked, onEvent, ended.signal)
    } finally {
      cancel()
      signal.removeEventListener('abort', stop)
    }
    if (failure !== undefined) throw failure
    if (events === 0 && !signal.aborted && clock.now() - began < shortestWatch) throw new Error('a watch ended at once')
    return { name: 'listed', resourceVersion: this.lastSeen }
  }

  private apply({ type, object }: WatchEvent): void {
    if (type === 'ERROR') throw errorFromStatus(object ?? {})
    const version = object?.metadata?.resourceVersion
    if (typeof version !== 'string' || !known.has(type)) {
      throw new SyntaxError(`cannot read a watch event of type ${type}`)
    }
    if (isOlder(version, this.lastSeen)) {
      throw new RangeError(`cannot go on from ${this.lastSeen}: the server is at ${version}`)
    }
    this.lastSeen = version
    if (type === 'BOOKMARK') return
    const { transform = same } = this.options
    const kept = transform(object)
    if (type === 'DELETED') this.remove(keyOf(kept), kept)
    else this.put(kept)
  }

  private put(object: T): void {
    const old = this.store.set(object)
    if (old === undefined) return this.tell((handler) => handler.added?.(object))
    if (old.metadata.resourceVersion === object.metadata.resourceVersion) return
    if (old.metadata.uid === object.metadata.uid) return this.tell((handler) => handler.updated?.(old, object))
    // Deleted and created again while nobody looked: two objects, not one.
    this.tell((handler) => handler.deleted?.(old))
    this.tell((handler) => handler.added?.(object))
  }

  private remove(key: string, last?: T): void {
    const old = this.store.delete(key)
    if (old !== undefined) this.tell((handler) => handler.deleted?.(last ?? old))
  }

  private tell(call: (handler: Handler<T>) => void): void {
    for (const handler of this.handlers) {
      try {
        call(handler)
      } catch (error) {
        this.options.log.error('an event handler failed', { resource: this.ref.resource, error })
      }
    }
  }
}

const known: ReadonlySet<string> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'])

/** Whether an error says that what is known cannot be gone on from: too old, too new, or unreadable. */
function isLost(error: unknown): boolean {
  if (!(error instanceof ApiError)) return error instanceof SyntaxError || error instanceof RangeError
  return error.code === 410 || (error.details?.causes ?? []).some(({ reason }) => reason === 'ResourceVersionTooLarge')
}

/** Versions are numbers that only rise; of others nothing is said. */
function isOlder(version: string, than: string): boolean {
  return /^\d+$/.test(version) && /^\d+$/.test(than) && BigInt(version) < BigInt(than)
}

function same<T>(object: T): T {
  return object
}
