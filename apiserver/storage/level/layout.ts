import { crc32 } from 'node:zlib'
import { DamagedRecordError } from './damage.ts'

/**
 * What lies where on the disk. Every value is written once, in the record of the revision that wrote it:
 *
 *     m/<name>       → a number: the last revision, the compacted one, the reserved one
 *     m/live         → the digest of all live entries
 *     o<key>         → the revision of the live entry
 *     r<revision>    → what that revision did: put or delete, the revision it replaced, key, value
 *
 * A record is both history and, while its key is live, the object. Compaction removes records that are neither.
 * LevelDB does not check what it reads from a table, so every record has a checksum, of its revision too.
 */

/** One line of an atomic batch. */
export type Operation = { type: 'put'; key: string; value: Buffer } | { type: 'del'; key: string }

/** What one revision did. `replaced` is 0 for a new key. */
export interface LogRecord {
  type: 'put' | 'delete'
  revision: number
  replaced: number
  key: string
  /** Empty for a deletion. */
  value: Buffer
}

/** The numbers kept beside the data. `reserved` is there only while volatile writes may be ahead of the disk. */
export type MetaName = 'revision' | 'compacted' | 'reserved'

const revisionBytes = 6
const revisionDigits = 12
/** No revision is beyond this one. */
export const lastRevision = 2 ** (8 * revisionBytes) - 1
/** By these first bytes; 1 and 2 were puts and deletions without a checksum, which are still read. */
const recordTypes = { put: 3, delete: 4 }
const checksumBytes = 4
const headerBytes = 1 + checksumBytes + revisionBytes + 2

export const metaKey = (name: MetaName): string => `m/${name}`
export const liveKey = (key: string): string => `o${key}`
export const recordKey = (revision: number): string => `r${revision.toString(16).padStart(revisionDigits, '0')}`

/** All keys are between these two. */
export const allKeys = ['m', 's'] as const

/** The revision a record's key names. */
export function revisionOfRecordKey(key: string): number {
  return Number.parseInt(key.slice(1), 16)
}

export function encodeNumber(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(revisionBytes)
  bytes.writeUIntBE(value, 0, revisionBytes)
  return bytes
}

export function decodeNumber(bytes: Buffer): number {
  return bytes.readUIntBE(0, revisionBytes)
}

export function putMeta(name: MetaName, value: number): Operation {
  return { type: 'put', key: metaKey(name), value: encodeNumber(value) }
}

export function encodeRecord({ type, revision, replaced, key, value }: LogRecord): Buffer {
  const keyLength = Buffer.byteLength(key)
  const bytes = Buffer.allocUnsafe(headerBytes + keyLength + value.length)
  bytes.writeUInt8(recordTypes[type], 0)
  bytes.writeUIntBE(replaced, 1 + checksumBytes, revisionBytes)
  bytes.writeUInt16BE(keyLength, headerBytes - 2)
  bytes.write(key, headerBytes)
  value.copy(bytes, headerBytes + keyLength)
  bytes.writeUInt32BE(checksumOf(revision, bytes), 1)
  return bytes
}

/** The record's value shares memory with `bytes`. Throws DamagedRecordError. */
export function decodeRecord(revision: number, bytes: Buffer): LogRecord {
  if (bytes[0] === 1 || bytes[0] === 2) {
    return decodeFields(revision, bytes[0] === 1 ? 'put' : 'delete', bytes.subarray(1))
  }
  const type = bytes[0] === recordTypes.put ? 'put' : 'delete'
  const sound = bytes[0] === recordTypes[type] && bytes.length >= headerBytes
    && bytes.readUInt32BE(1) === checksumOf(revision, bytes)
  if (!sound) throw new DamagedRecordError(`what revision ${revision} wrote cannot be read`)
  return decodeFields(revision, type, bytes.subarray(1 + checksumBytes))
}

function decodeFields(revision: number, type: LogRecord['type'], fields: Buffer): LogRecord {
  const keyAt = revisionBytes + 2
  const valueAt = keyAt + fields.readUInt16BE(revisionBytes)
  return {
    type, revision, replaced: fields.readUIntBE(0, revisionBytes), key: fields.toString('utf8', keyAt, valueAt),
    value: fields.subarray(valueAt),
  }
}

function checksumOf(revision: number, bytes: Buffer): number {
  return crc32(bytes.subarray(1 + checksumBytes), (revision * 8 + bytes[0]!) % 2 ** 32)
}

/** The end of the range of keys that start with `prefix`, as LevelDB orders bytes. */
export function prefixEnd(prefix: string): string {
  return `${prefix}\u{10ffff}`
}
