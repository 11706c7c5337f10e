import type { CacheEvent } from './cache-contract.ts'
import type { Subscriber } from './subscription.ts'

/** How many of a resource's last events are kept, so that most watches start without the disk. */
const keptEvents = 1024

/** Hands the events of one resource to its subscribers, all of one turn of the event loop at once. */
export class Hub {
  readonly #subscribers = new Set<Subscriber>()
  #pending: CacheEvent[] = []
  #recent: CacheEvent[] = []
  /** All events after this revision are in `#recent`. */
  #recentFrom: number

  constructor(from: number) {
    this.#recentFrom = from
  }

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber)
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber)
  }

  publish(event: CacheEvent): void {
    this.#recent.push(event)
    // Cut rarely: a cut moves the whole array.
    if (this.#recent.length >= 2 * keptEvents) this.#recentFrom = this.#recent.splice(0, keptEvents).at(-1)!.revision
    if (this.#subscribers.size === 0) return
    if (this.#pending.push(event) === 1) setImmediate(() => this.#flush())
  }

  /** The last events, when they reach back to `revision`. */
  recent(revision: number): readonly CacheEvent[] | undefined {
    if (revision < this.#recentFrom) return undefined
    let start = this.#recent.length
    while (start > 0 && this.#recent[start - 1]!.revision > revision) start--
    return this.#recent.slice(start)
  }

  /** The revision up to which subscribers have had everything, when the cache is at `now`. */
  delivered(now: number): number {
    return this.#pending[0] === undefined ? now : this.#pending[0].revision - 1
  }

  #flush(): void {
    const events = this.#pending
    this.#pending = []
    for (const subscriber of this.#subscribers) subscriber.push(events)
  }
}
