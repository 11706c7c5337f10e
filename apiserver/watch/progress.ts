/** The last revision the cache has seen, and those who wait for a later one. */
export class Progress {
  #revision: number
  readonly #waiters = new Set<{ revision: number; done: () => void }>()

  constructor(revision: number) {
    this.#revision = revision
  }

  get revision(): number {
    return this.#revision
  }

  advance(revision: number): void {
    this.#revision = revision
    for (const waiter of this.#waiters) if (waiter.revision <= revision) waiter.done()
  }

  /** Resolves at `revision`; rejects with the signal's reason when that comes first. */
  waitFor(revision: number, signal: AbortSignal): Promise<void> {
    if (revision <= this.#revision) return Promise.resolve()
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const end = (settle: () => void) => () => {
        this.#waiters.delete(waiter)
        signal.removeEventListener('abort', abort)
        settle()
      }
      const abort = end(() => reject(signal.reason))
      const waiter = { revision, done: end(resolve) }
      this.#waiters.add(waiter)
      signal.addEventListener('abort', abort, { once: true })
    })
  }
}
