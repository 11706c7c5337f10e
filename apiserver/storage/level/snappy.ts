import { VarintReader } from './varint.ts'

/** No block of ours is as long: a value is a request's body at most, and a batch is cut before it is four megabytes. */
const longest = 256 << 20

/** What was compressed with Snappy's block format. Throws RangeError for what was not. */
export function decompressSnappy(bytes: Buffer): Buffer {
  const reader = new VarintReader(bytes)
  const length = reader.number()
  if (length > longest) throw new RangeError('the block is too long')
  const out = Buffer.alloc(length)
  let end = 0
  while (!reader.ended) {
    const tag = reader.take(1)[0]!
    end += (tag & 3) === 0 ? copyLiteral(reader, tag, out, end) : copyEarlier(reader, tag, out, end)
  }
  if (end !== length) throw new RangeError('the block has another length than it says')
  return out
}

function copyLiteral(reader: VarintReader, tag: number, out: Buffer, end: number): number {
  const short = tag >> 2
  const length = (short < 60 ? short : reader.take(short - 59).readUIntLE(0, short - 59)) + 1
  if (end + length > out.length) throw new RangeError('the block has another length than it says')
  reader.take(length).copy(out, end)
  return length
}

/** A copy may reach into what it copies: then it repeats. */
function copyEarlier(reader: VarintReader, tag: number, out: Buffer, end: number): number {
  const kind = tag & 3
  const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
  const near = kind === 1 ? (tag >> 5) << 8 : 0
  const width = kind === 3 ? 4 : kind
  const distance = near + reader.take(width).readUIntLE(0, width)
  if (distance === 0 || distance > end || end + length > out.length) throw new RangeError('a copy is out of the block')
  for (let at = end; at < end + length; at++) out[at] = out[at - distance]!
  return length
}
