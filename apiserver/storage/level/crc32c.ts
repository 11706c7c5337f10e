/** CRC-32C (Castagnoli), with which LevelDB guards what it writes. Node's own `crc32` has another polynomial. */

const polynomial = 0x82f63b78
const lanes = 8
/** By the lane and the byte: eight bytes at once are three times as fast as one after the other. */
const tables = makeTables()

function makeTables(): Uint32Array {
  const made = new Uint32Array(256 * lanes)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    made[byte] = crc
  }
  for (let at = 256; at < made.length; at++) made[at] = made[made[at - 256]! & 255]! ^ (made[at - 256]! >>> 8)
  return made
}

/** The checksum of `bytes` from `start` to `end`; `before` is that of what comes before them. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  let crc = ~before
  let at = start
  for (; at + lanes <= end; at += lanes) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    crc = tables[1792 + (crc & 255)]! ^ tables[1536 + ((crc >>> 8) & 255)]! ^ tables[1280 + ((crc >>> 16) & 255)]! ^
      tables[1024 + (crc >>> 24)]! ^ tables[768 + bytes[at + 4]!]! ^ tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^ tables[bytes[at + 7]!]!
  }
  for (; at < end; at++) crc = tables[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8)
  return ~crc >>> 0
}

const maskDelta = 0xa282ead8

/** LevelDB stores checksums masked: what holds checksums can be checksummed, too. */
export function unmask(masked: number): number {
  const rotated = (masked - maskDelta) >>> 0
  return ((rotated >>> 17) | (rotated << 15)) >>> 0
}
