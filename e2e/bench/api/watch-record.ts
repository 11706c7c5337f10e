const newline = 10

/**
 * When each watcher saw each event. Events come to all in the order of their revisions, so counting lines tells which
 * one it is: nothing is parsed of what a thousand watchers read.
 */
export class WatchRecord {
  /** Per watcher: how many it has seen, and when. */
  readonly #seen: Uint32Array
  #times: number[][]
  #writes: { revision: number; at: number }[] = []
  #events = 0

  constructor(watchers: number) {
    this.#seen = new Uint32Array(watchers)
    this.#times = Array.from(this.#seen, () => [])
  }

  /** Forgets what was before. */
  start(): void {
    this.#seen.fill(0)
    this.#times = this.#times.map(() => [])
    this.#writes = []
    this.#events = 0
  }

  /** How many were seen by all watchers together. */
  get events(): number {
    return this.#events
  }

  /** A part of a watcher's stream: each event is a line. */
  read(watcher: number, bytes: Buffer): void {
    const now = performance.now()
    const times = this.#times[watcher]!
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) times.push(now)
    this.#events += times.length - this.#seen[watcher]!
    this.#seen[watcher] = times.length
  }

  /** A write that was sent at that time and became that revision. */
  written(revision: number, at: number): void {
    this.#writes.push({ revision, at })
  }

  /** Resolves when every watcher has seen so many. */
  async allSeen(count: number): Promise<void> {
    const deadline = performance.now() + 60_000
    while (this.#seen.some((seen) => seen < count)) {
      if (performance.now() > deadline) {
        throw new Error(`a watcher has seen ${Math.min(...this.#seen)} of ${count} events`)
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  /** From the start of a write to its event at a watcher, in milliseconds. */
  lag(quantile: number): number {
    const sent = this.#writes.sort((one, other) => one.revision - other.revision).map(({ at }) => at)
    const lags = new Float64Array(this.#times.length * sent.length)
    let at = 0
    for (const times of this.#times) {
      for (const [index, start] of sent.entries()) lags[at++] = (times[index] ?? Infinity) - start
    }
    lags.sort()
    return lags[Math.floor(lags.length * quantile)] ?? Number.NaN
  }
}
