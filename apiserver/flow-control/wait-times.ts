import { Tally } from '../../apimachinery/tally.ts'

/** Upper bounds of the buckets, in seconds; upstream: requestDurationSecondsBuckets. */
export const waitBuckets: readonly number[] = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]

/** How long requests waited, as a histogram of seconds. */
export class WaitTimes extends Tally {
  constructor() {
    super(waitBuckets)
  }

  override add(milliseconds: number): void {
    super.add(milliseconds / 1000)
  }
}
