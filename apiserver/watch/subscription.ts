import { watchLimits } from '../../apimachinery/limits.ts'
import type { CacheEvent, CloseReason, Subscription } from './cache-contract.ts'

/** How many events wait for a slow subscriber before it is closed. */
export const queueLimit = watchLimits.queuedEvents
/** How many of them are handed out at once; a subscriber that has enough pauses, and keeps the rest in the queue. */
const handful = 256

/** What the hub knows of a subscriber: it is pushed every live event of the resource with its prefix. */
export interface Subscriber extends Subscription {
  readonly prefix: string
  push(events: readonly CacheEvent[]): void
}

/** What a subscription is made of. `onEvents` must not throw. */
export interface SubscriptionParts {
  /** Only events after this one are handed out. */
  after: number
  /** '' for all of the resource. */
  prefix: string
  onEvents: (events: readonly CacheEvent[]) => void
  onClose: (reason: CloseReason, error?: unknown) => void
  /** Where it came from. */
  source: {
    /** Called once, however it closes. */
    release(subscriber: Subscriber): void
    /** Up to where everything has been handed out. */
    delivered(): number
  }
}

/**
 * One subscriber: it reads history, or is live, or paused, or closed. While it is not live, live events are queued;
 * what history brought already is dropped when they are handed out. Beyond the limits it is closed.
 */
export class QueuedSubscription implements Subscriber {
  readonly #parts: SubscriptionParts
  #position: number
  #queue: CacheEvent[] = []
  #queuedBytes = 0
  #catchingUp = false
  #paused = false
  #closed = false
  #resumed: (() => void)[] | undefined

  constructor(parts: SubscriptionParts) {
    this.#parts = parts
    this.#position = parts.after
  }

  get prefix(): string {
    return this.#parts.prefix
  }

  get progress(): number {
    if (this.#catchingUp || this.#queue.length > 0) return this.#position
    return Math.max(this.#position, this.#parts.source.delivered())
  }

  push(events: readonly CacheEvent[]): void {
    if (this.#closed) return
    // What is queued comes first.
    if (!this.#catchingUp && !this.#paused && this.#queue.length === 0) return this.#hand(events)
    for (const event of events) this.#enqueue(event)
    if (this.#queue.length > queueLimit || this.#queuedBytes > watchLimits.queuedBytes) this.#end('overflow')
  }

  /** Hands out history a page at a time, waiting where the subscriber is paused, then goes live. */
  async catchUp(history: AsyncIterable<readonly CacheEvent[]>): Promise<void> {
    this.#catchingUp = true
    try {
      for await (const page of history) {
        while (this.#paused && !this.#closed) await new Promise<void>((resolve) => (this.#resumed ??= []).push(resolve))
        if (this.#closed) return
        this.#hand(page)
      }
    } catch (error) {
      return this.#end('lost', error)
    }
    this.#catchingUp = false
    this.#drain()
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    const resumed = this.#resumed ?? []
    this.#resumed = undefined
    for (const resolve of resumed) resolve()
    if (!this.#catchingUp) this.#drain()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#queue = []
    this.#parts.source.release(this)
    this.resume()
  }

  #end(reason: CloseReason, error?: unknown): void {
    if (this.#closed) return
    this.close()
    this.#parts.onClose(reason, error)
  }

  #enqueue(event: CacheEvent): void {
    if (event.revision <= this.#position) return
    this.#queue.push(event)
    this.#queuedBytes += bytesOf(event)
  }

  #drain(): void {
    while (!this.#closed && !this.#paused && this.#queue.length > 0) {
      const events = this.#queue.splice(0, handful)
      for (const event of events) this.#queuedBytes -= bytesOf(event)
      this.#hand(events)
    }
  }

  /** The same array goes to all who share it, but for those who have had the first of it. */
  #hand(events: readonly CacheEvent[]): void {
    const first = events[0]
    if (first === undefined) return
    const wanted = first.revision > this.#position ? events : events.filter(({ revision }) => revision > this.#position)
    this.#position = Math.max(this.#position, events.at(-1)!.revision)
    if (wanted.length > 0) this.#parts.onEvents(wanted)
  }
}

function bytesOf({ current, previous }: CacheEvent): number {
  return (current ?? previous)!.bytes.length
}
