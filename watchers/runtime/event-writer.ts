import { ApiError } from '../../apimachinery/api-error.ts'
import type { Logger } from '../../apimachinery/log.ts'
import { pause } from './clock.ts'
import type { Clock } from './clock.ts'

/** Upstream: client-go's event broadcaster. */
const limits = {
  /** Events that wait; what comes on top is dropped. */
  queued: 1000,
  /** How often one event is tried, and how long to wait before it is tried again, when the server cannot be reached. */
  tries: 12,
  pause: 10_000,
}

/** Writes events one after the other, so that they appear in the order in which things happened. */
export interface EventWriter {
  /** Never rejects: an event that cannot be written is lost. */
  write(action: () => Promise<unknown>): void
}

export function createEventWriter(log: Logger, clock: Clock, signal: AbortSignal): EventWriter {
  const queue: (() => Promise<unknown>)[] = []
  let isWriting = false

  const attempt = async (action: () => Promise<unknown>): Promise<void> => {
    for (let tries = 1; !signal.aborted; tries += 1) {
      try {
        await action()
        return
      } catch (error) {
        // A server that answers has refused the event, and will again.
        if (error instanceof ApiError || tries >= limits.tries) return log.debug('cannot write an event', { error })
        await pause(limits.pause * (1 + Math.random() / 4), signal, clock)
      }
    }
  }

  const drain = async (): Promise<void> => {
    isWriting = true
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await attempt(next)
    isWriting = false
  }

  return {
    write: (action) => {
      if (queue.length >= limits.queued) return log.debug('an event is dropped: too many are waiting')
      queue.push(action)
      if (!isWriting) void drain()
    },
  }
}
