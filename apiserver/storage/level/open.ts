import type { Store } from '../store.ts'
import { type Database, openDatabase } from './database.ts'
import { explainDamage } from './damage.ts'
import { DurableLog, probeRoom } from './durable-log.ts'
import { LevelStore } from './level-store.ts'
import { defaultLimits, type LevelStoreLimits } from './limits.ts'
import { recoverState } from './recover-state.ts'

/** Where and how a level store keeps its data. */
export interface LevelStoreOptions {
  /** The directory; made when missing. One process at a time may have it open. */
  path: string
  /** Which keys are volatile: see openLevelStore. */
  volatile?: (key: string) => boolean
  limits?: Partial<LevelStoreLimits>
  now?: () => number
  /** For tests: how LevelDB is opened. */
  open?: (path: string) => Promise<Database>
  /** For tests: how it is found out whether a disk that failed is well again. */
  probe?: (path: string) => Promise<void>
}

/**
 * Opens the store in a directory. Throws DataDirectoryError with a line for the user.
 *
 * Guarantees. A write that is acknowledged is on the disk (fsync), whole, and survives `kill -9` and a loss of power.
 * One that is refused by the disk throws StoreWriteError and is not visible; should its bytes have reached the disk
 * after all, it appears as an ordinary commit when the disk works again. Revisions never repeat or go back.
 * When something that was written is missing or cannot be read, the store does not open, and says so.
 *
 * Volatile keys. Creating and deleting one is as durable as any write. Changing one gets a revision and an event like
 * any write but is acknowledged from memory: it reaches the disk with another write once it is a minute old, at the
 * latest after ten minutes, and at close. After a crash such a key is back at what the disk has. That shows as a new
 * write with a new revision, which lies beyond every one ever given out, so watchers that resume learn of it. Of
 * several changes of a volatile key only the flushed ones are in the history after a restart.
 */
export async function openLevelStore(options: LevelStoreOptions): Promise<Store> {
  const { path, volatile: isVolatile = () => false, now = Date.now, open = openDatabase, probe = probeRoom } = options
  const database = await open(path)
  try {
    const state = await recoverState(database, isVolatile)
    const log = new DurableLog(database, { path, open, now, probe })
    return new LevelStore(log, state, { limits: { ...defaultLimits, ...options.limits }, isVolatile, now })
  } catch (error) {
    await database.close()
    throw explainDamage(path, error)
  }
}
