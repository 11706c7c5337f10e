/** How long the waits between failures grow. */
export interface BackoffLimits {
  initialSeconds: number
  maxSeconds: number
}

/** Waits that double with each failure of a key; times are in milliseconds. Upstream: flowcontrol.Backoff. */
export interface Backoff {
  /** How many milliseconds of the key's wait are left, counted from `since`; 0 when it may go on. */
  remaining(key: string, since: number, now: number): number
  /** A try is made after a failure at `since`: the next wait is longer. */
  next(key: string, since: number): void
  /** The key's present wait in seconds. */
  seconds(key: string): number
  reset(key: string): void
}

/** Backoff kept in memory. A key that went well for twice the longest wait starts again. */
export function createBackoff({ initialSeconds, maxSeconds }: BackoffLimits): Backoff {
  const entries = new Map<string, { seconds: number; updated: number }>()
  const forgiven = (updated: number, since: number) => since - updated > 2 * maxSeconds * 1000
  return {
    remaining(key, since, now) {
      const entry = entries.get(key)
      if (entry === undefined || forgiven(entry.updated, since)) return 0
      return Math.max(0, entry.seconds * 1000 - (now - since))
    },
    next(key, since) {
      const entry = entries.get(key)
      const seconds =
        entry === undefined || forgiven(entry.updated, since) ? initialSeconds : Math.min(entry.seconds * 2, maxSeconds)
      entries.set(key, { seconds, updated: since })
    },
    seconds: (key) => entries.get(key)?.seconds ?? 0,
    reset: (key) => void entries.delete(key),
  }
}

/** Seconds as Go prints a duration: `10s`, `1m20s`, `5m0s`. */
export function printSeconds(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`
}
