import { goPrint } from './go-print.ts'

/** Characters of a hash in names: no vowels and nothing that looks like one. Upstream: rand.SafeEncodeString. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/**
 * The label that tells one template's pods from another's: the very one upstream gives, so that ReplicaSets keep their
 * names whichever controller made them. `collisions` is the deployment's count of them. Upstream: ComputeHash.
 */
export function templateHash(template: unknown, collisions?: number): string {
  const printed = Buffer.from(goPrint(template, 'v1.PodTemplateSpec'))
  const hashed = collisions === undefined ? printed : Buffer.concat([printed, littleEndian(collisions)])
  return safeEncode(String(fnv32a(hashed)))
}

/** FNV-1a in 32 bits. */
function fnv32a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}

function safeEncode(text: string): string {
  return [...Buffer.from(text)].map((byte) => alphabet[byte % alphabet.length]).join('')
}

/** A number of 32 bits in eight bytes, of which upstream fills the first four. */
function littleEndian(count: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(count)
  return bytes
}
