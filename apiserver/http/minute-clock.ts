/** Somebody who is told once a minute. */
export interface Ticked {
  tick(): void
}

const slotCount = 60
const slotMilliseconds = 1000

/**
 * One timer for thousands who want to be told once a minute each, spread over the minute. It runs only while somebody
 * wants to, and keeps no process alive.
 */
export class MinuteClock {
  readonly #slots = Array.from({ length: slotCount }, () => new Set<Ticked>())
  #at = 0
  #size = 0
  #timer: NodeJS.Timeout | undefined

  /** The first tick is a minute from now. Gives what ends it. */
  add(ticked: Ticked): () => void {
    const slot = this.#slots[this.#at]!
    slot.add(ticked)
    this.#size++
    this.#timer ??= setInterval(() => this.#turn(), slotMilliseconds).unref()
    return () => {
      if (!slot.delete(ticked)) return
      this.#size--
      if (this.#size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  #turn(): void {
    this.#at = (this.#at + 1) % slotCount
    for (const ticked of this.#slots[this.#at]!) ticked.tick()
  }
}
