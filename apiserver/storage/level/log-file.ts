import { crc32c, unmask } from './crc32c.ts'

/**
 * LevelDB's log format, which its logs and manifests have: blocks of 32 KiB, filled with fragments of
 * `checksum(4) length(2) type(1) payload`. A record is one fragment, or a first, middle ones and a last.
 *
 * LevelDB itself drops what it cannot read, and the rest of the block with it, without a word. Here is told apart
 * what a crash leaves (an end that was never written, so never acknowledged) from what was written and is damaged.
 */

const blockBytes = 32 << 10
const headerBytes = 7
const sectorBytes = 512
/** So many zeros at the very end are no accident: a batch ends with a number of six bytes at most. */
const emptyEndBytes = 64
const types = { full: 1, first: 2, middle: 3, last: 4 }

/** What a log holds. `torn` is where an unfinished end begins; `damaged` where something was that cannot be read. */
export interface LogContents {
  records: Buffer[]
  torn?: number
  damaged?: number
}

/** Reads a log from its beginning to its end, or to the first thing that is no record. */
export function readLog(bytes: Buffer): LogContents {
  const records: Buffer[] = []
  let parts: Buffer[] = []
  let recordAt = 0
  let at = 0
  for (;;) {
    at = skipTrailer(bytes, at)
    if (at >= bytes.length) return parts.length > 0 ? { records, torn: recordAt } : { records }
    const fragment = readFragment(bytes, at)
    if (fragment === undefined) return { records, ...judgeEnd(bytes, at, parts.length > 0 ? recordAt : at) }
    const starts = fragment.type === types.full || fragment.type === types.first
    // A process never goes on with the log of an earlier one: nothing follows what a crash has torn.
    if (starts !== (parts.length === 0)) return { records, damaged: at }
    if (starts) recordAt = at
    parts.push(fragment.payload)
    if (fragment.type === types.full || fragment.type === types.last) {
      records.push(Buffer.concat(parts))
      parts = []
    }
    at += headerBytes + fragment.payload.length
  }
}

/** The last bytes of a block are left empty when no header fits in. */
function skipTrailer(bytes: Buffer, at: number): number {
  const left = blockBytes - (at % blockBytes)
  if (left >= headerBytes) return at
  return bytes.subarray(at, at + left).every((byte) => byte === 0) ? at + left : at
}

/** The whole and right fragment at a place; undefined when there is none. */
function readFragment(bytes: Buffer, at: number): { type: number; payload: Buffer } | undefined {
  const header = readHeader(bytes, at)
  if (header === undefined || header.end > Math.min(bytes.length, blockEnd(at))) return undefined
  if (crc32c(bytes, at + headerBytes - 1, header.end) !== header.checksum) return undefined
  return { type: header.type, payload: bytes.subarray(at + headerBytes, header.end) }
}

function readHeader(bytes: Buffer, at: number): { checksum: number; type: number; end: number } | undefined {
  if (at + headerBytes > Math.min(bytes.length, blockEnd(at))) return undefined
  const type = bytes[at + 6]!
  if (type < types.full || type > types.last) return undefined
  return { checksum: unmask(bytes.readUInt32LE(at)), type, end: at + headerBytes + bytes.readUInt16LE(at + 4) }
}

const blockEnd = (at: number): number => at - (at % blockBytes) + blockBytes

/** What cannot be read at `at` is an end that was never written when nothing follows it and some of it is missing. */
function judgeEnd(bytes: Buffer, at: number, recordAt: number): { torn: number } | { damaged: number } {
  const missing = isCutOff(bytes, at) || hasEmptySector(bytes, at)
  return missing && !isFollowed(bytes, at) ? { torn: recordAt } : { damaged: at }
}

/**
 * Whether the file ends before the fragment does. When its checksum is right for what is there, its length is wrong.
 */
function isCutOff(bytes: Buffer, at: number): boolean {
  if (bytes.length - at < headerBytes) return true
  const header = readHeader(bytes, at)
  if (header === undefined || header.end > blockEnd(at) || header.end <= bytes.length) return false
  return crc32c(bytes, at + headerBytes - 1) !== header.checksum
}

/** After a loss of power a file may have its new length but not all of its contents: what is missing reads as zeros. */
function hasEmptySector(bytes: Buffer, at: number): boolean {
  if (bytes.subarray(at).every((byte) => byte === 0)) return true
  const end = bytes.length - emptyEndBytes
  for (let sector = Math.ceil(at / sectorBytes) * sectorBytes; sector <= end; sector += sectorBytes) {
    if (bytes.subarray(sector, sector + sectorBytes).every((byte) => byte === 0)) return true
  }
  return false
}

/** Whether a fragment that can be read is behind a place: anywhere in its block, or at the start of a later one. */
function isFollowed(bytes: Buffer, at: number): boolean {
  for (let next = at + 1; next < Math.min(bytes.length, blockEnd(at)); next++) {
    if (readFragment(bytes, next)) return true
  }
  for (let next = blockEnd(at); next < bytes.length; next += blockBytes) if (readFragment(bytes, next)) return true
  return false
}
