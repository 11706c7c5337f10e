import { readFile } from 'node:fs/promises'
import { crc32c, unmask } from './crc32c.ts'
import { decompressSnappy } from './snappy.ts'
import { VarintReader } from './varint.ts'

/**
 * LevelDB reads its tables unchecked, and where it does notice something wrong it ends the process. So every block
 * of a table is checked before: the footer leads to the index and the directory of filters, and those to the rest.
 */

const footerBytes = 48
const magic = 0xdb4775248b80fb57n
/** Behind every block: how it is compressed, and its checksum. */
const trailerBytes = 5
const compressions = { none: 0, snappy: 1 }

/** Whether a table is as it was written. */
export async function isSoundTable(path: string): Promise<boolean> {
  const bytes = await readFile(path)
  const footer = bytes.subarray(-footerBytes)
  if (footer.length < footerBytes || footer.readBigUInt64LE(footerBytes - 8) !== magic) return false
  try {
    const handles = new VarintReader(footer)
    const [filters, blocks] = [readBlock(bytes, handles), readBlock(bytes, handles)]
    for (const handle of [...valuesIn(filters), ...valuesIn(blocks)]) checkBlock(bytes, new VarintReader(handle))
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The block that a handle leads to, with the byte that says how it is compressed. */
function checkBlock(bytes: Buffer, handle: VarintReader): Buffer {
  const [offset, size] = [handle.number(), handle.number()]
  const block = new VarintReader(bytes, offset).take(size + trailerBytes)
  if (crc32c(block, 0, size + 1) !== unmask(block.readUInt32LE(size + 1))) {
    throw new RangeError('a block has another checksum')
  }
  return block.subarray(0, size + 1)
}

function readBlock(bytes: Buffer, handle: VarintReader): Buffer {
  const block = checkBlock(bytes, handle)
  const contents = block.subarray(0, -1)
  if (block.at(-1) === compressions.snappy) return decompressSnappy(contents)
  if (block.at(-1) === compressions.none) return contents
  throw new RangeError('a block is compressed in an unknown way')
}

/** The values of a block's entries. Behind them are places to begin at, and how many those are. */
function* valuesIn(block: Buffer): Iterable<Buffer> {
  const restarts = block.readUInt32LE(block.length - 4)
  const reader = new VarintReader(block.subarray(0, block.length - 4 * (restarts + 1)))
  while (!reader.ended) {
    const [, unshared, length] = [reader.number(), reader.number(), reader.number()]
    reader.take(unshared)
    yield reader.take(length)
  }
}
