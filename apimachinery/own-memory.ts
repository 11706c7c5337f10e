/**
 * A copy of bytes that are kept for long, in memory of their own: small Buffers are cut from slabs, and one that stays
 * keeps its whole slab, most of which is dead.
 */
export function ownMemory(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}
