import type { Database, KeyRange } from './database.ts'
import type { Operation } from './layout.ts'

/** What becomes of a batch: it is on the disk or not, and its writer is told so, told an error, or never told. */
export type Fate = 'written' | 'refused' | 'written but refused' | 'killed before' | 'killed behind'

/** For tests: a disk on which every batch has the fate that the test gives it. What is on it outlives a kill. */
export class SimulatedDisk {
  readonly #contents = new Map<string, Buffer>()
  #fates: Fate[] = []
  #killed: (() => void) | undefined
  /** Counts the processes that had it open. */
  #lives = 0

  /** What the next batches meet; those after them are written. */
  fates(fates: readonly Fate[]): void {
    this.#fates = [...fates]
  }

  /**
   * A process's view of the disk. `killed` is called when a batch ends it: from then on nothing answers it, and nothing
   * of it reaches the disk. The next process ends the one before.
   */
  open(killed: () => void): () => Promise<Database> {
    this.#killed = killed
    this.#fates = []
    const life = ++this.#lives
    return async () => ({
      get: (key) => this.#contents.get(key),
      batch: (operations) => (life === this.#lives ? this.#batch(operations) : new Promise(() => {})),
      range: async (range) => this.#range(range),
      size: async () => 0,
      shrink: async () => {},
      close: async () => {},
    })
  }

  async #batch(operations: readonly Operation[]): Promise<void> {
    const life = this.#lives
    await Promise.resolve()
    if (life !== this.#lives) return new Promise(() => {})
    const fate = this.#fates.shift() ?? 'written'
    if (fate === 'written' || fate === 'written but refused' || fate === 'killed behind') this.#apply(operations)
    if (fate === 'killed before' || fate === 'killed behind') {
      this.#killed?.()
      await new Promise(() => {})
    }
    if (fate !== 'written') throw new Error('No space left on device')
  }

  #apply(operations: readonly Operation[]): void {
    for (const operation of operations) {
      if (operation.type === 'put') this.#contents.set(operation.key, operation.value)
      else this.#contents.delete(operation.key)
    }
  }

  #range({ gt, gte, lt, lte, limit }: KeyRange): [string, Buffer][] {
    const within = (key: string) =>
      (gt === undefined || key > gt) && (gte === undefined || key >= gte) && (lt === undefined || key < lt)
        && (lte === undefined || key <= lte)
    const keys = [...this.#contents.keys()].filter(within).sort()
    return keys.slice(0, limit).map((key) => [key, this.#contents.get(key)!])
  }
}
