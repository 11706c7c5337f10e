/**
 * What lies where on the disk. Every value is written once, in the record of the revision that wrote it:
 *
 *     m/<name>       → a number: the last revision, the compacted one, the reserved one
 *     o<key>         → the revision of the live entry
 *     r<revision>    → what that revision did: put or delete, the revision it replaced, key, value
 *
 * A record is both history and, while its key is live, the object. Compaction removes records that are neither.
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
const headerBytes = 1 + revisionBytes + 2

export const metaKey = (name: MetaName): string => `m/${name}`
export const liveKey = (key: string): string => `o${key}`
export const recordKey = (revision: number): string => `r${revision.toString(16).padStart(revisionDigits, '0')}`

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

export function encodeRecord({ type, replaced, key, value }: LogRecord): Buffer {
  const keyLength = Buffer.byteLength(key)
  const bytes = Buffer.allocUnsafe(headerBytes + keyLength + value.length)
  bytes.writeUInt8(type === 'put' ? 1 : 2, 0)
  bytes.writeUIntBE(replaced, 1, revisionBytes)
  bytes.writeUInt16BE(keyLength, 1 + revisionBytes)
  bytes.write(key, headerBytes)
  value.copy(bytes, headerBytes + keyLength)
  return bytes
}

/** The record's value shares memory with `bytes`. */
export function decodeRecord(revision: number, bytes: Buffer): LogRecord {
  const valueAt = headerBytes + bytes.readUInt16BE(1 + revisionBytes)
  return {
    type: bytes[0] === 1 ? 'put' : 'delete',
    revision,
    replaced: bytes.readUIntBE(1, revisionBytes),
    key: bytes.toString('utf8', headerBytes, valueAt),
    value: bytes.subarray(valueAt),
  }
}

/** The end of the range of keys that start with `prefix`, as LevelDB orders bytes. */
export function prefixEnd(prefix: string): string {
  return `${prefix}\u{10ffff}`
}
