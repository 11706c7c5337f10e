import { watchLimits } from '../../apimachinery/limits.ts'
import type { CacheEvent, CloseReason, Subscription } from './cache-contract.ts'

/** What the hub knows of a subscriber: it is pushed every live event of the resource. */
export interface Subscriber extends Subscription {
  push(events: readonly CacheEvent[]): void
}

/** What a subscription is made of. `onEvents` must not throw. */
export interface SubscriptionParts {
  /** Only events after this one are handed out. */
  after: number
  prefix: string
  onEvents: (events: readonly CacheEvent[]) => void
  onClose: (reason: CloseReason, error?: unknown) => void
  /** Called once, however it closes. */
  release: () => void
  /** Up to where the hub has handed out everything. */
  delivered: () => number
}

/**
 * One subscriber: it reads history, or is live, or paused, or closed. While it is not live, live events are queued; what
 * history brought already is dropped when they are handed out. Beyond the limit it is closed.
 */
export class QueuedSubscription implements Subscriber {
  readonly #parts: SubscriptionParts
  #position: number
  #queue: CacheEvent[] = []
  #catchingUp = false
  #paused = false
  #closed = false
  #resumed: (() => void)[] = []

  constructor(parts: SubscriptionParts) {
    this.#parts = parts
    this.#position = parts.after
  }

  get progress(): number {
    return this.#catchingUp || this.#queue.length > 0 ? this.#position : Math.max(this.#position, this.#parts.delivered())
  }

  push(events: readonly CacheEvent[]): void {
    if (this.#closed) return
    if (!this.#catchingUp && !this.#paused) return this.#hand(events)
    this.#queue.push(...events.filter((event) => this.#wants(event)))
    if (this.#queue.length > watchLimits.queuedEvents) this.#end('overflow')
  }

  /** Hands out history a page at a time, waiting where the subscriber is paused, then goes live. */
  async catchUp(history: AsyncIterable<readonly CacheEvent[]>): Promise<void> {
    this.#catchingUp = true
    try {
      for await (const page of history) {
        while (this.#paused && !this.#closed) await new Promise<void>((resolve) => this.#resumed.push(resolve))
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
    for (const resolve of this.#resumed.splice(0)) resolve()
    if (!this.#catchingUp) this.#drain()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#queue = []
    this.#parts.release()
    this.resume()
  }

  #end(reason: CloseReason, error?: unknown): void {
    if (this.#closed) return
    this.close()
    this.#parts.onClose(reason, error)
  }

  #drain(): void {
    if (this.#closed || this.#paused || this.#queue.length === 0) return
    this.#hand(this.#queue.splice(0))
  }

  #hand(events: readonly CacheEvent[]): void {
    const wanted = this.#wantsAll(events) ? events : events.filter((event) => this.#wants(event))
    const last = events.at(-1)
    if (last !== undefined) this.#position = Math.max(this.#position, last.revision)
    if (wanted.length > 0) this.#parts.onEvents(wanted)
  }

  /** Nearly always true for those who watch a whole resource: they all share one array then. */
  #wantsAll(events: readonly CacheEvent[]): boolean {
    return this.#parts.prefix === '' && events[0] !== undefined && events[0].revision > this.#position
  }

  #wants(event: CacheEvent): boolean {
    const { key } = (event.current ?? event.previous)!
    return event.revision > this.#position && key.startsWith(this.#parts.prefix)
  }
}
