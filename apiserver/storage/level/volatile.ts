import { ownMemory } from '../../../apimachinery/own-memory.ts'
import type { Entry, StoreEvent } from '../store.ts'
import type { LiveDigest } from './digest.ts'
import { encodeNumber, encodeRecord, liveKey, type Operation, recordKey } from './layout.ts'

/** A volatile write that is in memory only. `replaced` is the revision of the key that the disk has. */
interface Pending {
  entry: Entry
  replaced: number
}

/**
 * The writes that were acknowledged from memory: the newest per key, until it is flushed, and every event, until it
 * is compacted (the disk has only the flushed ones).
 */
export class VolatileWrites {
  #pending = new Map<string, Pending>()
  #events: StoreEvent[] = []
  #since = 0

  /** Whether something waits for the disk. */
  get waiting(): boolean {
    return this.#pending.size > 0
  }

  /** For how long the oldest write has waited. */
  age(now: number): number {
    return this.waiting ? now - this.#since : 0
  }

  get(key: string): Entry | undefined {
    return this.#pending.get(key)?.entry
  }

  add(event: StoreEvent & { type: 'put' }, now: number): void {
    if (!this.waiting) this.#since = now
    const { key, revision } = event
    const before = this.#pending.get(key)
    // Both stay for as long as history does.
    const value = ownMemory(event.value)
    const previous = before?.entry.revision === event.previous?.revision ? before?.entry : event.previous
    this.#pending.set(key, { entry: { key, value, revision }, replaced: before?.replaced ?? previous?.revision ?? 0 })
    this.#events.push({ ...event, value, previous })
  }

  /** What writes all pending keys, or `only` some. History up to `swept` is gone, so nothing replaced there is kept. */
  operations(swept: number, only?: ReadonlySet<string>): Operation[] {
    return this.#waitingOf(only).flatMap(({ entry, replaced }) => flush(entry, replaced, swept))
  }

  /** What the digest of the live keys is when `operations` are on the disk. */
  digest(before: LiveDigest, only?: ReadonlySet<string>): LiveDigest {
    return this.#waitingOf(only)
      .reduce((digest, { entry, replaced }) => digest.with(entry.key, replaced, entry.revision), before)
  }

  /** To be called when what `operations` gave is on the disk. */
  flushed(only?: ReadonlySet<string>): void {
    if (only === undefined) this.#pending.clear()
    for (const key of only ?? []) this.#pending.delete(key)
  }

  /** Takes as flushed what the disk has after all: `onDisk` says at which revision it has a key. */
  settle(onDisk: (key: string) => number | undefined): void {
    const settled = [...this.#pending.values()].filter(({ entry }) => onDisk(entry.key) === entry.revision)
    this.flushed(new Set(settled.map(({ entry }) => entry.key)))
  }

  /** Events after one revision and up to another. */
  between(after: number, upTo: number): StoreEvent[] {
    return this.#events.filter(({ revision }) => revision > after && revision <= upTo)
  }

  compact(upTo: number): void {
    const kept = this.#events.findIndex(({ revision }) => revision > upTo)
    this.#events.splice(0, kept < 0 ? this.#events.length : kept)
  }

  #waitingOf(only: ReadonlySet<string> | undefined): Pending[] {
    if (only === undefined) return [...this.#pending.values()]
    return [...only].flatMap((key) => this.#pending.get(key) ?? [])
  }
}

function flush({ key, value, revision }: Entry, replaced: number, swept: number): Operation[] {
  const operations: Operation[] = [
    { type: 'put', key: recordKey(revision), value: encodeRecord({ type: 'put', revision, replaced, key, value }) },
    { type: 'put', key: liveKey(key), value: encodeNumber(revision) },
  ]
  if (revision <= swept && replaced > 0) operations.push({ type: 'del', key: recordKey(replaced) })
  return operations
}
