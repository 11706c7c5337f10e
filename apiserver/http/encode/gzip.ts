import { constants, crc32, deflateRawSync } from 'node:zlib'
import { combineCrc, crcShift } from '../../../apimachinery/crc32.ts'
import { ownMemory } from '../../../apimachinery/own-memory.ts'
import { type CompressedPart, type Part, type PartedBody, PartReader, wholePart } from './parts.ts'

/** RFC 1952: deflate, no name, no time, any system. */
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])

/** Parts are some kilobytes: a larger window would cost time to set up and find nothing more. */
const options = { level: 6, windowBits: 13, memLevel: 6 }

/** For what is compressed for one client only. */
const fast = { level: constants.Z_BEST_SPEED }

/** What is compressed comes to less than half, nearly always: a buffer of that size is enough. */
const smallestChunk = 1024

/**
 * A body as gzip, put together from parts that are compressed once: a deflate stream that was flushed ends on a byte
 * and refers to nothing before its start, so any such streams joined are one.
 */
export function* gzipParts<Key extends object>(body: PartedBody<Key>): Generator<Part> {
  const head = compress(body.head)
  let { crc, length } = head
  yield { prefix: gzipHead, bytes: head.block, start: 0 }
  for (const key of body.keys) {
    const one = compressedPart(body, key)
    crc = combineCrc(crc, one.crc, one.shift)
    length += one.length
    yield wholePart(one.block)
  }
  crc = crc32(body.tail, crc)
  length += body.tail.length
  yield { prefix: deflateRawSync(body.tail, options), bytes: trailerOf(crc, length), start: 0 }
}

/** So much is compressed together of what is not kept. */
const groupBytes = 32 * 1024

/** The same of parts that nobody keeps, made and compressed as they are asked for. */
export function* gzipMade(parts: Iterator<Part>): Generator<Part> {
  const reader = new PartReader(parts)
  const group = Buffer.allocUnsafe(groupBytes)
  let [crc, length] = [0, 0]
  yield wholePart(gzipHead)
  for (let size = groupBytes; size === groupBytes;) {
    size = reader.fill(group)
    const bytes = group.subarray(0, size)
    crc = crc32(bytes, crc)
    length += size
    yield wholePart(deflateRawSync(bytes, {
      ...fast, finishFlush: size === groupBytes ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
    }))
  }
  yield wholePart(trailerOf(crc, length))
}

function trailerOf(crc: number, length: number): Buffer {
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc, 0)
  trailer.writeUInt32LE(length % 2 ** 32, 4)
  return trailer
}

function compressedPart<Key extends object>({ compressed, part }: PartedBody<Key>, key: Key): CompressedPart {
  const known = compressed.get(key)
  if (known) return known
  const { prefix, bytes, start } = part(key)
  const made = compress(Buffer.concat([prefix, bytes.subarray(start)]))
  compressed.set(key, made)
  return made
}

function compress(bytes: Buffer): CompressedPart {
  const chunkSize = Math.max(smallestChunk, bytes.length >> 1)
  const deflated = deflateRawSync(bytes, { ...options, chunkSize, finishFlush: constants.Z_SYNC_FLUSH })
  // What zlib gives is cut from a larger buffer.
  return { block: ownMemory(deflated), length: bytes.length, crc: crc32(bytes), shift: crcShift(bytes.length) }
}
