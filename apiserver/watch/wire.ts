import { ownMemory } from '../../apimachinery/own-memory.ts'

/**
 * Wire bytes. The store keeps an object without its resourceVersion; what goes out has it. It is spliced in
 * behind the uid, where Go writes it, so no object is ever stringified to be read.
 */

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const colon = 0x3a
const comma = 0x2c
const newline = 0x0a
const lineEnd = Buffer.of(newline)
const metadataKey = Buffer.from('"metadata"')
const versionStart = '"resourceVersion":"'
const uidKey = Buffer.from('"uid"')

/** `value` with `metadata.resourceVersion` set to `revision`. `value` must be a JSON object without one. */
export function spliceRevision(value: Buffer, revision: number): Buffer {
  const start = metadataStart(value)
  const member = `${versionStart}${revision}"`
  if (start < 0) return insert(value, value.indexOf(openBrace) + 1, `"metadata":{${member}}`)
  const behind = behindUid(value, start)
  return behind === undefined ? insert(value, start, member) : place(value, behind, `,${member}`)
}

/** Wire bytes that say another revision: a DELETED event shows the object at the revision of its deletion. */
export function withRevision(bytes: Buffer, revision: number): Buffer {
  const start = metadataStart(bytes)
  const version = bytes.indexOf(versionStart, behindUid(bytes, start) ?? start)
  const at = version + versionStart.length
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(String(revision)), bytes.subarray(bytes.indexOf(quote, at))])
}

/** Inserts a member at the start of an object; the comma behind it only when others follow. */
function insert(value: Buffer, at: number, member: string): Buffer {
  return place(value, at, value[skipSpace(value, at)] === closeBrace ? member : `${member},`)
}

function place(value: Buffer, at: number, text: string): Buffer {
  // Not from the shared pool: objects live long, and one of them would keep a whole slab of dead ones.
  const line = Buffer.allocUnsafeSlow(value.length + text.length + 1)
  value.copy(line, 0, 0, at)
  line.write(text, at, 'latin1')
  value.copy(line, at + text.length, at)
  line[line.length - 1] = newline
  return line.subarray(0, -1)
}

/** The wire bytes that a text is. */
export function wireBytes(text: string): Buffer {
  return ownMemory(Buffer.from(`${text}\n`)).subarray(0, -1)
}

/** Wire bytes and a line's end behind them: without a copy for those that were made with one behind them in memory. */
export function lineOf(bytes: Buffer): Buffer {
  const { buffer, byteOffset, length } = bytes
  if (buffer.byteLength === byteOffset + length + 1) {
    const line = Buffer.from(buffer, byteOffset, length + 1)
    if (line[length] === newline) return line
  }
  return Buffer.concat([bytes, lineEnd])
}

/** The index behind the value of `uid` among the members that begin at `start`. */
function behindUid(value: Buffer, start: number): number | undefined {
  for (let at = skipSpace(value, start); value[at] === quote;) {
    const end = stringEnd(value, at)
    const from = skipSpace(value, skipSpace(value, end) + 1)
    // Members before the uid are all strings: what is none comes behind it.
    if (value[from] !== quote) return undefined
    const behind = stringEnd(value, from)
    if (end - at === uidKey.length && value.compare(uidKey, 0, undefined, at, end) === 0) return behind
    at = skipSpace(value, behind)
    if (value[at] === comma) at = skipSpace(value, at + 1)
  }
  return undefined
}

/** Where the members of the top-level `metadata` begin; -1 when there is none. */
function metadataStart(value: Buffer): number {
  let depth = 0
  for (let at = 0; at < value.length; at++) {
    const byte = value[at]
    if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) depth--
    else if (byte === quote) {
      const end = stringEnd(value, at)
      if (depth === 1 && end - at === metadataKey.length && value.compare(metadataKey, 0, undefined, at, end) === 0) {
        const after = skipSpace(value, end)
        const open = skipSpace(value, after + 1)
        if (value[after] === colon && value[open] === openBrace) return open + 1
      }
      at = end - 1
    }
  }
  return -1
}

/** The index behind the string that starts at `at`. */
function stringEnd(value: Buffer, at: number): number {
  let end = at + 1
  while (end < value.length && value[end] !== quote) end += value[end] === backslash ? 2 : 1
  return end + 1
}

function skipSpace(value: Buffer, at: number): number {
  while (value[at] === 0x20 || value[at] === 0x0a || value[at] === 0x0d || value[at] === 0x09) at++
  return at
}
