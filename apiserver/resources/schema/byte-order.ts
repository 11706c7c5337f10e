/** The order of Go's strings, which is that of their UTF-8 bytes. */

/** Surrogates sort below U+E000 in UTF-16 but above it in UTF-8. */
const high = /[\ud800-\uffff]/

export function compareBytes(a: string, b: string): number {
  if (a === b) return 0
  // Only where both have such characters can the two orders differ, and the bytes have to be made.
  if (high.test(a) && high.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : 1
}

/** The names of a map in the order in which Go writes them. */
export function namesInOrder(map: object): string[] {
  const names = Object.keys(map)
  if (inOrder(names)) return names
  // The order of UTF-16 needs no function of ours.
  return names.some((name) => high.test(name)) ? names.sort(compareBytes) : names.sort()
}

/** Whether all members are texts and stand in Go's order: a map that is written as it is. */
export function isTextInOrder(map: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(map)
  return inOrder(names) && names.every((name) => typeof map[name] === 'string')
}

function inOrder(names: readonly string[]): boolean {
  for (let at = 1; at < names.length; at++) if (compareBytes(names[at - 1]!, names[at]!) > 0) return false
  return true
}
