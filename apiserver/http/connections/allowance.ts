/** So many times in so many milliseconds, counted anew in each such stretch. */
export class Allowance {
  readonly #times: number
  readonly #milliseconds: number
  #taken = 0
  #since: number

  constructor(times: number, milliseconds: number, now = performance.now()) {
    this.#times = times
    this.#milliseconds = milliseconds
    this.#since = now
  }

  /** False when it is used up. */
  take(now = performance.now()): boolean {
    if (now - this.#since >= this.#milliseconds) {
      this.#since = now
      this.#taken = 0
    }
    return ++this.#taken <= this.#times
  }
}
