import { writeFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { explainCause, StoreWriteError } from '../errors.ts'
import { explainDamage } from './damage.ts'
import { type Database, memoryTableBytes } from './database.ts'
import type { Operation } from './layout.ts'

/** LevelDB writes its memory table when it is opened; with less room than this a reopening would fail. */
const roomToReopen = 2 * memoryTableBytes
const pauseBetweenProbes = 1000

/** Where a database is, and how it is opened anew. */
export interface DurableLogOptions {
  path: string
  open: (path: string) => Promise<Database>
  now: () => number
  probe: (path: string) => Promise<void>
}

/**
 * A database that stays trustworthy when the disk fails. After a failed write LevelDB may have half a record in its
 * log, and what is appended behind that is lost at the next start; so nothing more is written until the database was
 * opened anew. It is only closed for that once the disk takes writes again: reads go on meanwhile.
 */
export class DurableLog {
  readonly #path: string
  readonly #open: (path: string) => Promise<Database>
  readonly #now: () => number
  readonly #probe: (path: string) => Promise<void>
  #database: Database | undefined
  #failure: { error: StoreWriteError; probedAt: number | undefined } | undefined

  constructor(database: Database, { path, open, now, probe }: DurableLogOptions) {
    this.#database = database
    this.#path = path
    this.#open = open
    this.#now = now
    this.#probe = probe
  }

  /** For reads. Throws StoreWriteError while the disk does not let the database be opened. */
  get database(): Database {
    if (this.#database === undefined) throw this.#failure!.error
    return this.#database
  }

  /** Whether the last write failed: `recover` comes before the next. */
  get failed(): boolean {
    return this.#failure !== undefined
  }

  /** What the last write failed of. */
  get failure(): string | undefined {
    return this.#failure?.error.message
  }

  /** Writes a batch, all or nothing as far as the next `recover` can tell. Throws StoreWriteError. */
  async write(operations: readonly Operation[], { sync }: { sync: boolean }): Promise<void> {
    try {
      await this.database.batch(operations, { sync })
    } catch (error) {
      throw this.#fail(error)
    }
  }

  /** Opens the database anew. What a failed write left behind may be there now. Throws StoreWriteError. */
  async recover(): Promise<void> {
    const { error, probedAt } = this.#failure!
    if (probedAt !== undefined && this.#now() - probedAt < pauseBetweenProbes) throw error
    try {
      await this.#probe(this.#path)
      await this.#database?.close()
      this.#database = undefined
      this.#database = await this.#open(this.#path)
      this.#failure = undefined
    } catch (cause) {
      throw this.#fail(cause, this.#now())
    }
  }

  /** What a read at start failed of, for the user. */
  explain(error: unknown): unknown {
    return explainDamage(this.#path, error)
  }

  async close(): Promise<void> {
    await this.#database?.close()
  }

  #fail(cause: unknown, probedAt?: number): StoreWriteError {
    const message = `cannot write to the data directory ${this.#path}: ${explainCause(cause)}`
    const error = new StoreWriteError(message, { cause })
    this.#failure = { error, probedAt }
    return error
  }
}

/** Whether the disk takes what opening the database writes. Throws when it does not. */
export async function probeRoom(path: string): Promise<void> {
  const probe = join(path, 'room.probe')
  try {
    await writeFile(probe, Buffer.alloc(roomToReopen), { flush: true })
  } finally {
    await rm(probe, { force: true })
  }
}
