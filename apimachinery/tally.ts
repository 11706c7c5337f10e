/** Values counted by size: what a histogram tells, at the price of a search in a short list. */
export class Tally {
  /**
   * How many were at most as large as each bound and larger than the one before it;
   * the last is what was larger than all.
   */
  readonly counts: number[]
  sum = 0
  readonly #bounds: readonly number[]

  /** `bounds` rise. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  add(value: number): void {
    const bounds = this.#bounds
    let bucket = 0
    while (bucket < bounds.length && value > bounds[bucket]!) bucket++
    this.counts[bucket]!++
    this.sum += value
  }
}
