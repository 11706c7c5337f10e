/** Counts, for each user, the requests that last as long as he likes, and holds them to a bound. */
export class HeldRequests {
  readonly #most: number
  readonly #counts = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** False when the user has as many as he may; who gets true must `leave` once. */
  enter(user: string): boolean {
    const count = this.#counts.get(user) ?? 0
    if (count >= this.#most) return false
    this.#counts.set(user, count + 1)
    return true
  }

  leave(user: string): void {
    const left = (this.#counts.get(user) ?? 0) - 1
    if (left > 0) this.#counts.set(user, left)
    else this.#counts.delete(user)
  }
}
