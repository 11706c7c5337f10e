import { Recent } from './recent.ts'

/** Upstream: client-go's EventCorrelator defaults. */
const limits = {
  /** So many different messages for one object and reason within the interval, then they are combined. */
  similar: 10,
  similarInterval: 600_000,
  /** A burst of events about one object, and how long until one more is allowed. */
  burst: 25,
  refill: 300_000,
  /** How many objects and events are remembered. */
  remembered: 4096,
}

/** What happened, in terms of what makes events alike. */
export interface Occurrence {
  /** All that tells the object from others. */
  object: string
  type: string
  reason: string
  message: string
}

/** An event as it is to be written. */
export interface Correlated {
  name: string
  message: string
  count: number
  /** When it first happened, in milliseconds since the epoch. */
  first: number
  /** It stands for several with different messages. */
  combined: boolean
  /** It is the event of this name once more. */
  again: boolean
}

interface Similar { messages: Set<string>; last: number }
interface Bucket { tokens: number; last: number }
type Written = Pick<Correlated, 'name' | 'count' | 'first'>

/** Counts events that are alike, combines similar ones, and holds back what is too much. Upstream: EventCorrelator. */
export class EventCorrelator {
  private readonly similar = new Recent<Similar>(limits.remembered)
  private readonly written = new Recent<Written>(limits.remembered)
  private readonly buckets = new Recent<Bucket>(limits.remembered)

  /** What to write; undefined for nothing. `name` is for an event that is new. */
  correlate({ object, type, reason, message }: Occurrence, name: string, now: number): Correlated | undefined {
    const group = `${object}\n${type}\n${reason}`
    const combined = this.isCombined(group, message, now)
    const key = combined ? group : `${group}\n${message}`
    const seen = this.written.get(key)
    const next = { name: seen?.name ?? name, count: (seen?.count ?? 0) + 1, first: seen?.first ?? now }
    this.written.set(key, next)
    if (!this.isAllowed(`${object}\n${type}`, now)) return undefined
    const text = combined ? `(combined from similar events): ${message}` : message
    return { ...next, message: text, combined, again: seen !== undefined }
  }

  private isCombined(group: string, message: string, now: number): boolean {
    const known = this.similar.get(group)
    const isOld = known === undefined || now - known.last > limits.similarInterval
    const messages = isOld ? new Set<string>() : known.messages
    messages.add(message)
    this.similar.set(group, { messages, last: now })
    if (messages.size < limits.similar) return false
    messages.delete(messages.values().next().value!)
    return true
  }

  private isAllowed(key: string, now: number): boolean {
    const { tokens, last } = this.buckets.get(key) ?? { tokens: limits.burst, last: now }
    const filled = Math.min(limits.burst, tokens + (now - last) / limits.refill)
    this.buckets.set(key, { tokens: filled >= 1 ? filled - 1 : filled, last: now })
    return filled >= 1
  }
}
