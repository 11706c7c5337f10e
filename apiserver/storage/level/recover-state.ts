import { DamagedRecordError } from './damage.ts'
import type { Database } from './database.ts'
import { LiveDigest, putDigest, readDigest } from './digest.ts'
import {
  encodeNumber, encodeRecord, lastRevision, liveKey, metaKey, type Operation, putMeta, recordKey,
} from './layout.ts'
import { readEntry, readMeta, readPointers, readRecords } from './records.ts'

/** What the store starts from; `reserved` is 0 when no revision is promised beyond the last one on the disk. */
export interface LevelStoreState {
  revision: number
  compacted: number
  reserved: number
  live: LiveDigest
}

const pageSize = 2000

/**
 * The state an earlier process left; after a crash with volatile writes, the one beyond what it may have promised.
 * Throws DamagedRecordError when it is not what that process wrote.
 */
export async function recoverState(database: Database, isVolatile: (key: string) => boolean): Promise<LevelStoreState> {
  const revision = readMeta(database, 'revision') ?? 1
  const compacted = readMeta(database, 'compacted') ?? 1
  const reserved = readMeta(database, 'reserved')
  const { live, volatile } = await scanLive(database, isVolatile)
  await checkState(database, revision, live)
  if (reserved === undefined) return { revision, compacted, reserved: 0, live }
  const rolledBack = rollBack(database, volatile, live, Math.max(revision, reserved))
  const last = rolledBack.revision
  await database.batch([
    ...rolledBack.operations, putDigest(rolledBack.live), putMeta('revision', last),
    { type: 'del', key: metaKey('reserved') },
  ], { sync: true })
  return { revision: last, compacted, reserved: 0, live: rolledBack.live }
}

/** The digest of all live keys as they are, and those of them that are volatile. */
async function scanLive(
  database: Database, isVolatile: (key: string) => boolean,
): Promise<{ live: LiveDigest; volatile: string[] }> {
  let live = new LiveDigest()
  const volatile: string[] = []
  let after: string | undefined
  do {
    const { pointers, next } = await readPointers(database, '', after, pageSize)
    for (const { key, revision } of pointers) live = live.with(key, 0, revision)
    volatile.push(...pointers.map(({ key }) => key).filter(isVolatile))
    after = next
  } while (after !== undefined)
  return { live, volatile }
}

async function checkState(database: Database, revision: number, found: LiveDigest): Promise<void> {
  // A database of the time before there were digests has none until its first commit.
  const kept = readDigest(database) ?? found
  if (found.count !== kept.count) throw new DamagedRecordError(`it has ${found.count} objects instead of ${kept.count}`)
  if (!found.equals(kept)) {
    throw new DamagedRecordError('some of its objects are at other revisions than were written last')
  }
  const [beyond] = await readRecords(database, revision, lastRevision, 1)
  if (beyond) {
    throw new DamagedRecordError(`it has revision ${beyond.revision}, which is beyond its last one, ${revision}`)
  }
}

/** Writes every volatile key again as it is, so that those who saw more than the disk kept see it go back. */
function rollBack(
  database: Database, keys: readonly string[], before: LiveDigest, from: number,
): { operations: Operation[]; live: LiveDigest; revision: number } {
  const operations: Operation[] = []
  let [live, revision] = [before, from]
  for (const { key, value, revision: replaced } of keys.flatMap((each) => readEntry(database, each) ?? [])) {
    revision++
    live = live.with(key, replaced, revision)
    const record = encodeRecord({ type: 'put', revision, replaced, key, value })
    operations.push({ type: 'put', key: recordKey(revision), value: record })
    operations.push({ type: 'put', key: liveKey(key), value: encodeNumber(revision) })
  }
  return { operations, live, revision }
}
