/** Somebody who is told once a minute. */
export interface Ticked {
  tick(): void
}

/**
 * One timer for thousands who want to be told once a minute each, spread over the minute. It runs only while somebody
 * wants to, and keeps no process alive.
 */
export class MinuteClock {
  readonly #slots: readonly Set<Ticked>[]
  readonly #slotMilliseconds: number
  #at = 0
  #size = 0
  #timer: NodeJS.Timeout | undefined

  /** A round is a minute unless tests are in a hurry. */
  constructor({ slots = 60, slotMilliseconds = 1000 } = {}) {
    this.#slots = Array.from({ length: slots }, () => new Set<Ticked>())
    this.#slotMilliseconds = slotMilliseconds
  }

  /** The first tick is a minute from now. Gives what ends it. */
  add(ticked: Ticked): () => void {
    const slot = this.#slots[this.#at]!
    slot.add(ticked)
    this.#size++
    this.#timer ??= setInterval(() => this.#turn(), this.#slotMilliseconds).unref()
    return () => {
      if (!slot.delete(ticked)) return
      this.#size--
      if (this.#size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  #turn(): void {
    this.#at = (this.#at + 1) % this.#slots.length
    for (const ticked of this.#slots[this.#at]!) ticked.tick()
  }
}
