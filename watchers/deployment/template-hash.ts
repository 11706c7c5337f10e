/** Characters of a hash in names: no vowels and nothing that looks like one. Upstream: rand.SafeEncodeString. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** The label that tells one template's pods from another's. `collisions` is the deployment's count of them. */
export function templateHash(template: unknown, collisions?: number): string {
  return safeEncode(String(fnv32a(canonical(template) + (collisions === undefined ? '' : String(collisions)))))
}

/** FNV-1a in 32 bits. */
export function fnv32a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}

export function safeEncode(text: string): string {
  return [...Buffer.from(text)].map((byte) => alphabet[byte % alphabet.length]).join('')
}

/** JSON with its keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner)
}
