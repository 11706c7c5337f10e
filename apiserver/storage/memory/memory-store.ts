import { StoreClosedError } from '../errors.ts'
import { decideWrite, entryAfter, type WriteRequest } from '../plan.ts'
import { CompactedError, type Entry, type Store, type StoreEvent } from '../store.ts'

/** A store for tests: nothing outlives the process. `compact` forgets history up to a revision. */
export interface MemoryStore extends Store {
  compact(revision: number): void
}

/** Opens an empty in-memory store. */
export function openMemoryStore(): MemoryStore {
  return new InMemoryStore()
}

class InMemoryStore implements MemoryStore {
  revision = 1
  compacted = 1
  readonly failure = undefined
  #live = new Map<string, Entry>()
  #log: StoreEvent[] = []
  #listeners = new Set<(events: readonly StoreEvent[]) => void>()
  #closed = false

  async create(key: string, value: Buffer): Promise<Entry> {
    return { key, value, revision: this.#commit({ type: 'create', key, value }).revision }
  }

  async update(key: string, value: Buffer, expected: number): Promise<Entry> {
    return { key, value, revision: this.#commit({ type: 'update', key, value, expected }).revision }
  }

  async delete(key: string, expected: number): Promise<{ revision: number; previous: Entry }> {
    const { revision, previous } = this.#commit({ type: 'delete', key, expected })
    return { revision, previous: previous! }
  }

  async *entries(prefix: string): AsyncIterable<Entry> {
    this.#check()
    const keys = [...this.#live.keys()].filter((key) => key.startsWith(prefix))
    const found = keys.sort().map((key) => this.#live.get(key)!)
    yield* found
  }

  subscribe(listener: (events: readonly StoreEvent[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async *history(after: number, prefix: string): AsyncIterable<StoreEvent> {
    this.#check()
    if (after < this.compacted) throw new CompactedError(`revision ${after} has been compacted`, this.compacted)
    yield* this.#log.filter((event) => event.revision > after && event.key.startsWith(prefix))
  }

  compact(revision: number): void {
    this.compacted = Math.min(Math.max(this.compacted, revision), this.revision)
    this.#log = this.#log.filter((event) => event.revision > this.compacted)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#listeners.clear()
  }

  #commit(request: WriteRequest): StoreEvent {
    this.#check()
    const outcome = decideWrite(request, this.#live.get(request.key), this.revision + 1)
    if ('refusal' in outcome) throw outcome.refusal
    const { event } = outcome
    const entry = entryAfter(event)
    if (entry) this.#live.set(event.key, entry)
    else this.#live.delete(event.key)
    this.#log.push(event)
    this.revision = event.revision
    for (const listener of this.#listeners) listener([event])
    return event
  }

  #check(): void {
    if (this.#closed) throw new StoreClosedError()
  }
}
