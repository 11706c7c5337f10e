import type { Database } from './database.ts'

/**
 * Gives back to the disk what was forgotten. LevelDB drops what is deleted where later writes lead it to, so files stay
 * in proportion while as much is written as is forgotten; but what a burst of work leaves would lie there for days. To
 * go through the files costs as much as they hold afterwards, so it waits until as many records are forgotten as
 * are kept, and the files are twice as large as those need.
 */
export class Reclaimer {
  readonly #least: number
  /** How many records were forgotten since the last time. */
  #forgotten = 0
  /** How large a record was after the last time, with all that belongs to it. */
  #recordBytes = 0
  #running: Promise<void> | undefined
  /** What was left when it was last worth a look, while that look is still to come. */
  #asked: { database: Database; records: number } | undefined

  /** Files of less than `least` bytes are not worth the work. */
  constructor(least: number) {
    this.#least = least
  }

  /** Notes that so many records are gone. */
  note(records: number): void {
    this.#forgotten += records
  }

  /**
   * Begins, when it is worth it with so many records left; others read and write meanwhile. A disk that fails is
   * noticed by those who write.
   */
  begin(database: Database, records: number): void {
    if (this.#forgotten < records) return
    this.#asked = { database, records }
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Resolves when nothing is going on. */
  ended(): Promise<void> {
    return this.#running ?? Promise.resolve()
  }

  /** What is forgotten while it runs may have been passed already, and nothing else may follow: it goes again. */
  async #run(): Promise<void> {
    for (let asked = this.#asked; asked !== undefined; asked = this.#asked) {
      this.#asked = undefined
      await this.#reclaim(asked.database, asked.records).catch(() => {})
    }
  }

  async #reclaim(database: Database, records: number): Promise<void> {
    if ((await database.size()) < 2 * records * this.#recordBytes + this.#least) return
    this.#forgotten = 0
    await database.shrink()
    this.#recordBytes = (await database.size()) / Math.max(1, records)
  }
}
