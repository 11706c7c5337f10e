/** Time as the watchers see it, so that tests can hold it in their hands. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back once, after so many milliseconds; returns a function that cancels. */
  after(milliseconds: number, callback: () => void): () => void
}

/** Longest delay that a Node timer takes; longer ones fire at once. */
const longest = 2 ** 31 - 1

export const systemClock: Clock = {
  now: Date.now,
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, Math.min(milliseconds, longest))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Resolves after so many milliseconds or as soon as `signal` aborts, whichever comes first. */
export function pause(milliseconds: number, signal: AbortSignal, clock: Clock = systemClock): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = () => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(milliseconds, end)
    signal.addEventListener('abort', end)
  })
}
