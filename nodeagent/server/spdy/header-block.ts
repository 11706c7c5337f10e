import { inflateRawSync, constants } from 'node:zlib'
import { headerDictionary } from './dictionary.ts'
import { SpdyError } from './frames.ts'
import { spdyLimits } from '../../../apimachinery/limits.ts'

/** The headers of a stream, names in lower case. */
export type SpdyHeaders = ReadonlyMap<string, string>

/** How far back a zlib stream may refer. */
const windowSize = 32 * 1024
/** The first bytes of a zlib stream: method and flags, and the checksum of the dictionary when it has one. */
const zlibHead = 2
const dictionaryFlag = 0x20
const dictionaryId = 4
/** What a flush leaves between two blocks. */
const syncBlock = Buffer.from([0x00, 0x00, 0x00, 0xff, 0xff])

/**
 * Reads the header blocks of one direction of a connection, in the order in which they come: all are one zlib stream,
 * flushed after each. Each block is inflated by itself against the text before it, so that nothing is left open between
 * two. Throws SpdyError.
 */
export function createHeaderReader(): (block: Buffer) => SpdyHeaders {
  let before: Buffer | null = null
  return (block) => {
    let body = block
    if (before === null) {
      const withDictionary = ((block[1] ?? 0) & dictionaryFlag) !== 0
      before = withDictionary ? headerDictionary : Buffer.alloc(0)
      body = block.subarray(zlibHead + (withDictionary ? dictionaryId : 0))
    }
    const text = inflate(body, before)
    before = Buffer.concat([before, text]).subarray(-windowSize)
    return parseHeaders(text)
  }
}

function inflate(body: Buffer, dictionary: Buffer): Buffer {
  if (body.length === 0) throw new SpdyError('a header block without headers')
  try {
    return inflateRawSync(body, {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: spdyLimits.headerBlock,
      ...(dictionary.length > 0 ? { dictionary } : {}),
    })
  } catch (cause) {
    throw new SpdyError('a header block that cannot be inflated', { cause })
  }
}

function parseHeaders(text: Buffer): SpdyHeaders {
  let at = 0
  const number = (): number => {
    if (at + 4 > text.length) throw new SpdyError('a header block that ends early')
    at += 4
    return text.readUInt32BE(at - 4)
  }
  const string = (): string => {
    const length = number()
    if (at + length > text.length) throw new SpdyError('a header block that ends early')
    at += length
    return text.toString('utf8', at - length, at)
  }
  const count = number()
  if (count > spdyLimits.headers) throw new SpdyError(`a header block of ${count} headers`)
  const headers = new Map<string, string>()
  for (let left = count; left > 0; left -= 1) {
    const name = string().toLowerCase()
    // Several values of one name stand behind each other, a zero between them.
    headers.set(name, string().split('\0')[0] ?? '')
  }
  return headers
}

/**
 * Writes the header blocks of one direction. They are stored, not compressed: a reply of ours has no headers worth it.
 * The first carries the head of the zlib stream.
 */
export function createHeaderWriter(): (headers: SpdyHeaders) => Buffer {
  let first = true
  return (headers) => {
    const text = headerText(headers)
    const sizes = Buffer.alloc(4)
    sizes.writeUInt16LE(text.length)
    sizes.writeUInt16LE(~text.length & 0xffff, 2)
    const head = first ? Buffer.from([0x78, 0x01]) : Buffer.alloc(0)
    first = false
    return Buffer.concat([head, Buffer.from([0x00]), sizes, text, syncBlock])
  }
}

function headerText(headers: SpdyHeaders): Buffer {
  const parts = [length(headers.size)]
  for (const word of [...headers].flat()) {
    const bytes = Buffer.from(word)
    parts.push(length(bytes.length), bytes)
  }
  const text = Buffer.concat(parts)
  if (text.length > 0xffff) throw new RangeError('cannot write headers: they are longer than 65535 bytes')
  return text
}

function length(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
