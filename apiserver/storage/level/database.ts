import { Level } from 'level'
import { DataDirectoryError, explainCause } from '../errors.ts'
import type { Operation } from './layout.ts'

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
  close(): Promise<void>
}

/** Opens LevelDB in a directory, which is made when missing. Throws DataDirectoryError. */
export async function openDatabase(path: string): Promise<Database> {
  const level = new Level<string, Buffer>(path, { keyEncoding: 'utf8', valueEncoding: 'buffer' })
  try {
    await level.open()
  } catch (error) {
    throw new DataDirectoryError(`cannot open the data directory ${path}: ${explainCause(error)}`, { cause: error })
  }
  return {
    get: (key) => level.getSync(key),
    batch: (operations, options) => level.batch([...operations], options),
    range: (range) => level.iterator(range).all(),
    close: () => level.close(),
  }
}
