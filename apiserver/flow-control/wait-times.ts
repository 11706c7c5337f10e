/** Upper bounds of the buckets, in seconds; upstream: requestDurationSecondsBuckets. */
export const waitBuckets: readonly number[] = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]

/** How long requests waited, as a histogram. */
export class WaitTimes {
  /** How many were in each bucket and in none before it; the last is what was longer than all. */
  readonly counts: number[] = Array.from({ length: waitBuckets.length + 1 }, () => 0)
  /** Seconds in all. */
  sum = 0

  add(milliseconds: number): void {
    const seconds = milliseconds / 1000
    const found = waitBuckets.findIndex((bound) => seconds <= bound)
    const bucket = found < 0 ? waitBuckets.length : found
    this.counts[bucket] = this.counts[bucket]! + 1
    this.sum += seconds
  }
}
