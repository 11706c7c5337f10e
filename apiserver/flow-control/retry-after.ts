/** The longest that anybody is told to stay away, in seconds. Upstream: maxRetryAfter. */
const longest = 32

/**
 * After how many seconds those whom a level refuses should come again: one, and twice as many each time that about
 * three were refused in each of the seconds before; one less when it was fewer than one. Upstream:
 * droppedRequestsTracker.
 */
export class RetryAfter {
  /** Seconds in which somebody was refused, the newest last. */
  #history: { second: number; refused: number }[] = []
  #current = { second: 0, refused: 0 }
  #seconds = 1
  #raised = 0

  /** Notes that a request is refused in this second of the clock; gives what it is told. */
  refuse(second: number): number {
    if (second !== this.#current.second) {
      this.#history.push(this.#current)
      this.#current = { second, refused: 0 }
      this.#adjust(second)
    }
    this.#current.refused++
    return this.#seconds
  }

  #adjust(now: number): void {
    this.#history = this.#history.filter(({ second }) => now - second <= longest)
    const seconds = this.#seconds
    const refused = this.#history
      .filter(({ second }) => second < now && now - second <= seconds)
      .reduce((sum, one) => sum + one.refused, 0)
    if (now - this.#raised >= seconds && refused >= 3 * seconds) {
      this.#seconds = Math.min(longest, 2 * seconds)
      this.#raised = now
    } else if (refused < seconds && seconds > 1) {
      this.#seconds--
    }
  }
}
