import type { CacheEvent } from './cache-contract.ts'
import type { Subscriber } from './subscription.ts'

/** How many of a resource's last events are kept, so that most watches start without the disk. */
const keptEvents = 1024
/** How many bytes of objects that were replaced they may hold: the oldest go beyond it. */
const keptBytes = 16 << 20
/** With many subscribers, how long events are gathered after some were handed out: it makes fewer and larger writes. */
const pauseMillisecondsEach = 0.02
const longestPause = 100
/** What is shorter is not waited for. */
const shortestPause = 2

/**
 * Hands the events of one resource to its subscribers, all of one turn of the event loop at once; subscribers with the
 * same prefix get the same array.
 */
export class Hub {
  readonly #groups = new Map<string, Set<Subscriber>>()
  #size = 0
  #pending: CacheEvent[] = []
  #scheduled = false
  #recent: CacheEvent[] = []
  #recentBytes = 0
  /** All events after this revision are in `#recent`. */
  #recentFrom: number

  constructor(from: number) {
    this.#recentFrom = from
  }

  add(subscriber: Subscriber): void {
    const group = this.#groups.get(subscriber.prefix)
    if (group) group.add(subscriber)
    else this.#groups.set(subscriber.prefix, new Set([subscriber]))
    this.#size++
  }

  remove(subscriber: Subscriber): void {
    const group = this.#groups.get(subscriber.prefix)
    if (!group?.delete(subscriber)) return
    this.#size--
    if (group.size === 0) this.#groups.delete(subscriber.prefix)
  }

  publish(event: CacheEvent): void {
    this.#remember(event)
    if (this.#size === 0) return
    this.#pending.push(event)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => this.#flush())
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

  #remember(event: CacheEvent): void {
    this.#recent.push(event)
    this.#recentBytes += replacedBytes(event)
    // Cut rarely: a cut moves the whole array.
    if (this.#recent.length >= 2 * keptEvents) this.#forget(keptEvents)
    else if (this.#recentBytes > keptBytes) this.#forget(Math.ceil(this.#recent.length / 2))
  }

  #forget(count: number): void {
    for (const event of this.#recent.splice(0, count)) {
      this.#recentBytes -= replacedBytes(event)
      this.#recentFrom = event.revision
    }
  }

  #flush(): void {
    const events = this.#pending
    this.#pending = []
    for (const [prefix, group] of this.#groups) {
      const wanted = prefix === '' ? events : events.filter((event) => keyOf(event).startsWith(prefix))
      if (wanted.length > 0) for (const subscriber of group) subscriber.push(wanted)
    }
    const pause = Math.min(this.#size * pauseMillisecondsEach, longestPause)
    if (pause < shortestPause) this.#rest()
    else setTimeout(() => this.#rest(), pause)
  }

  #rest(): void {
    if (this.#pending.length > 0) setImmediate(() => this.#flush())
    else this.#scheduled = false
  }
}

/** The key that an event is about. */
export function keyOf({ current, previous }: CacheEvent): string {
  return (current ?? previous)!.key
}

function replacedBytes({ previous }: CacheEvent): number {
  return previous?.bytes.length ?? 0
}
