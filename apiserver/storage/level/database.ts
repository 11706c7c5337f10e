import { open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Level } from 'level'
import { DataDirectoryError, explainCause } from '../errors.ts'
import { DamagedFileError, explainDamage } from './damage.ts'
import { inspectFiles } from './inspect.ts'
import { allKeys, type Operation } from './layout.ts'

/**
 * How much LevelDB gathers in memory, and in its log, before it makes a table of it: twice what it would itself. Tables
 * are merged half as often, which spares a third of all that a burst of writes puts on the disk, for 4 MB of memory.
 */
export const memoryTableBytes = 8 << 20

/** A range of keys: after `gt` or from `gte`, up to `lt` or `lte`, at most `limit` of them. */
export interface KeyRange {
  gt?: string
  gte?: string
  lt?: string
  lte?: string
  limit: number
}

/** What the store needs of LevelDB. */
export interface Database {
  get(key: string): Buffer | undefined
  /** All or nothing; with `sync` it is on the disk when the promise resolves. */
  batch(operations: readonly Operation[], options: { sync: boolean }): Promise<void>
  range(range: KeyRange): Promise<[string, Buffer][]>
  /** How large its files are, about, in bytes. */
  size(): Promise<number>
  /** Goes through its files, and keeps of them what is not deleted. Others read and write meanwhile. */
  shrink(): Promise<void>
  close(): Promise<void>
}

/** What `level` has on Node.js, and not in browsers. */
interface LevelFiles {
  approximateSize(start: string, end: string): Promise<number>
  compactRange(start: string, end: string): Promise<void>
}

/** No key is there: a range in which nothing has to be merged. */
const beyondKeys = 'z'

/** Opens LevelDB in a directory, which is made when missing. Throws DataDirectoryError, of damage too. */
export async function openDatabase(path: string): Promise<Database> {
  const level = await openLevel(path).catch((error: unknown) => {
    if (error instanceof DamagedFileError) throw explainDamage(path, error)
    throw new DataDirectoryError(`cannot open the data directory ${path}: ${explainCause(error)}`, { cause: error })
  })
  return {
    get: (key) => level.getSync(key),
    batch: (operations, options) => level.batch([...operations], options),
    range: (range) => level.iterator(range).all(),
    size: async () => {
      // In this order: what becomes a table meanwhile is counted twice, and not left out.
      const logs = await logBytes(path)
      return logs + await level.approximateSize(...allKeys)
    },
    shrink: async () => {
      // Writes what is in memory to a table. LevelDB does so in any case, but goes no deeper than tables were before.
      await level.compactRange(beyondKeys, beyondKeys)
      await level.compactRange(...allKeys)
    },
    close: () => level.close(),
  }
}

async function openLevel(path: string): Promise<Level<string, Buffer> & LevelFiles> {
  // A Level opens by itself soon after it is made, so it is made when its files were looked at.
  await inspectFiles(path)
  const level = new Level<string, Buffer>(path, {
    keyEncoding: 'utf8', valueEncoding: 'buffer', writeBufferSize: memoryTableBytes,
  })
  await level.open()
  await syncNames(path)
  return level as typeof level & LevelFiles
}

/** What is in no table yet: LevelDB leaves it out, and on a slow disk it may be more than all tables. */
async function logBytes(path: string): Promise<number> {
  const logs = (await readdir(path)).filter((name) => name.endsWith('.log'))
  // One that became a table in the meantime is gone.
  const sizes = await Promise.all(logs.map((name) => stat(join(path, name)).then(({ size }) => size, () => 0)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** LevelDB syncs what is in its files; after a loss of power their names must be there, too. */
async function syncNames(path: string): Promise<void> {
  for (const directory of [path, dirname(path)]) {
    const handle = await open(directory)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}
