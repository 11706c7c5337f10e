import type { Entry, StoreEvent } from '../store.ts'
import { DamagedRecordError } from './damage.ts'
import type { Database } from './database.ts'
import {
  decodeNumber, decodeRecord, liveKey, type LogRecord, type MetaName, metaKey, prefixEnd, recordKey,
  revisionOfRecordKey,
} from './layout.ts'

const pageSize = 256

/** A number kept beside the data. */
export function readMeta(database: Database, name: MetaName): number | undefined {
  const bytes = database.get(metaKey(name))
  return bytes && decodeNumber(bytes)
}

/** What a key holds on the disk. Throws DamagedRecordError when the record of a live key is missing. */
export function readEntry(database: Database, key: string): Entry | undefined {
  // A commit may come between the two reads: only a pointer that stays leads to a record that must be there.
  for (let before: number | undefined; ; ) {
    const pointer = database.get(liveKey(key))
    if (pointer === undefined) return undefined
    const revision = decodeNumber(pointer)
    const entry = readVersion(database, revision)
    if (entry !== undefined) return entry
    if (revision === before) throw new DamagedRecordError(`what revision ${revision} wrote to ${key} is missing`)
    before = revision
  }
}

/** The object that one revision wrote; undefined when its record was compacted. */
export function readVersion(database: Database, revision: number): Entry | undefined {
  const bytes = database.get(recordKey(revision))
  if (bytes === undefined) return undefined
  const { key, value } = decodeRecord(revision, bytes)
  return { key, value, revision }
}

/** A page of records after one revision and up to another. */
export async function readRecords(
  database: Database, after: number, upTo: number, limit: number = pageSize,
): Promise<LogRecord[]> {
  if (after >= upTo) return []
  const page = await database.range({ gt: recordKey(after), lte: recordKey(upTo), limit })
  return page.map(([key, bytes]) => decodeRecord(revisionOfRecordKey(key), bytes))
}

/** The event a record tells of; undefined when what it replaced was compacted meanwhile. */
export function eventOf(database: Database, record: LogRecord): StoreEvent | undefined {
  const { type, key, revision, replaced, value } = record
  const previous = replaced === 0 ? undefined : readVersion(database, replaced)
  if (replaced > 0 && previous === undefined) return undefined
  if (type === 'put') return { type, key, revision, value, previous }
  return previous && { type, key, revision, previous }
}

/** A page of the live entries with `prefix`, as they are now, and the key to go on after; none at the end. */
export async function readEntries(
  database: Database, prefix: string, after: string | undefined,
): Promise<{ entries: Entry[]; next: string | undefined }> {
  const { pointers, next } = await readPointers(database, prefix, after, pageSize)
  // What a pointer led to may have been replaced and compacted since: then the key is read again.
  const entries = pointers.flatMap(
    ({ key, revision }) => readVersion(database, revision) ?? readEntry(database, key) ?? [],
  )
  return { entries, next }
}

/** A page of the live keys with `prefix` and their revisions, and the key to go on after; none at the end. */
export async function readPointers(
  database: Database, prefix: string, after: string | undefined, limit: number,
): Promise<{ pointers: { key: string; revision: number }[]; next: string | undefined }> {
  const from = after === undefined ? { gte: liveKey(prefix) } : { gt: liveKey(after) }
  const page = await database.range({ ...from, lt: prefixEnd(liveKey(prefix)), limit })
  const pointers = page.map(([key, bytes]) => ({ key: key.slice(liveKey('').length), revision: decodeNumber(bytes) }))
  return { pointers, next: page.length < limit ? undefined : pointers.at(-1)?.key }
}
