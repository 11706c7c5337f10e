import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'

export interface WorkQueueOptions {
  clock?: Clock
  /** Delay before the first retry, in milliseconds; it doubles with every further one. */
  baseDelay?: number
  maxDelay?: number
}

/**
 * Keys to be worked on. A key waits at most once, is never handed to two workers, and when added while it is being
 * worked on comes again afterwards. Upstream: client-go's workqueue with its default rate limiter.
 */
export interface WorkQueue {
  add(key: string): void
  /** Adds the key later; of several such calls the earliest wins. */
  addAfter(key: string, milliseconds: number): void
  /** Adds the key after its own exponential delay. */
  addRateLimited(key: string): void
  /** Resets the key's delay: its work succeeded. */
  forget(key: string): void
  /** Waits for a key; undefined once the queue is closed. Whoever gets a key calls `done` with it. */
  get(): Promise<string | undefined>
  done(key: string): void
  close(): void
  readonly length: number
}

export function createWorkQueue(options: WorkQueueOptions = {}): WorkQueue {
  const { clock = systemClock, baseDelay = 5, maxDelay = 1_000_000 } = options
  const waiting = new Set<string>()
  const working = new Set<string>()
  const again = new Set<string>()
  const failures = new Map<string, number>()
  const delayed = new Map<string, { due: number; cancel: () => void }>()
  const takers: ((key: string | undefined) => void)[] = []
  let closed = false

  const add = (key: string) => {
    if (closed) return
    if (working.has(key)) {
      again.add(key)
      return
    }
    const taker = waiting.has(key) ? undefined : takers.shift()
    if (taker === undefined) waiting.add(key)
    else hand(key, taker)
  }

  const hand = (key: string, taker: (key: string) => void) => {
    working.add(key)
    taker(key)
  }

  const addAfter = (key: string, milliseconds: number) => {
    if (closed) return
    if (milliseconds <= 0) return add(key)
    const due = clock.now() + milliseconds
    const earlier = delayed.get(key)
    if (earlier !== undefined && earlier.due <= due) return
    earlier?.cancel()
    const cancel = clock.after(milliseconds, () => {
      delayed.delete(key)
      add(key)
    })
    delayed.set(key, { due, cancel })
  }

  return {
    add,
    addAfter,
    addRateLimited: (key) => {
      const failed = failures.get(key) ?? 0
      failures.set(key, failed + 1)
      addAfter(key, Math.min(baseDelay * 2 ** failed, maxDelay))
    },
    forget: (key) => { failures.delete(key) },
    get: () => new Promise((resolve) => {
      if (closed) return resolve(undefined)
      const [key] = waiting
      if (key === undefined) return takers.push(resolve)
      waiting.delete(key)
      hand(key, resolve)
    }),
    done: (key) => {
      working.delete(key)
      if (again.delete(key)) add(key)
    },
    close: () => {
      closed = true
      for (const { cancel } of delayed.values()) cancel()
      delayed.clear()
      waiting.clear()
      for (const taker of takers.splice(0)) taker(undefined)
    },
    get length() { return waiting.size },
  }
}
