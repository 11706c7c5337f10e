/** Durations as Go writes and reads them: `1h2m3.5s`, `-5ms`, `0`. Upstream: time.ParseDuration. */

const sizes: Readonly<Record<string, bigint>> = {
  ns: 1n, us: 1_000n, 'µs': 1_000n, 'μs': 1_000n, ms: 1_000_000n,
  s: 1_000_000_000n, m: 60_000_000_000n, h: 3_600_000_000_000n,
}
const longest = 1n << 63n
/** No whole number of more digits fits, and Go reads no more of a fraction. */
const mostDigits = 19
/**
 * A number with its unit, each part possibly missing. No part can begin where the one before it could go on:
 * it takes one look.
 */
const part = /(\d*)(\.?)(\d*)([^\d.]*)/y

/** The nanoseconds in a duration. Throws a SyntaxError with Go's words. */
export function goDurationNanoseconds(text: string): bigint {
  const wrong = (why: string): SyntaxError => new SyntaxError(`time: ${why} ${quote(text)}`)
  const negative = text.startsWith('-')
  const unsigned = /^[+-]/.test(text) ? text.slice(1) : text
  if (unsigned === '0') return 0n
  if (unsigned === '') throw wrong('invalid duration')
  let total = 0n
  for (let at = 0; at < unsigned.length;) {
    part.lastIndex = at
    const [found, whole = '', , fraction = '', unit = ''] = part.exec(unsigned)!
    if (whole === '' && fraction === '') throw wrong('invalid duration')
    const amount = wholeOf(whole)
    if (amount === undefined) throw wrong('invalid duration')
    if (unit === '') throw wrong('missing unit in duration')
    const size = Object.hasOwn(sizes, unit) ? sizes[unit]! : undefined
    if (size === undefined) throw wrong(`unknown unit ${quote(unit)} in duration`)
    total += amount * size + fractionOf(fraction, size)
    if (total > longest) throw wrong('invalid duration')
    at += found.length
  }
  if (total === longest && !negative) throw wrong('invalid duration')
  return negative ? -total : total
}

/** The milliseconds in a duration. Throws a SyntaxError with Go's words. */
export function parseGoDuration(text: string): number {
  return Number(goDurationNanoseconds(text)) / 1e6
}

function wholeOf(digits: string): bigint | undefined {
  const first = digits.search(/[1-9]/)
  if (first < 0) return 0n
  return digits.length - first > mostDigits ? undefined : BigInt(digits.slice(first))
}

/** Go counts in floating point here, and what is less than a nanosecond falls away. */
function fractionOf(digits: string, size: bigint): bigint {
  if (digits === '') return 0n
  const read = digits.slice(0, BigInt(digits.slice(0, mostDigits)) < longest ? mostDigits : mostDigits - 1)
  return BigInt(Math.trunc(Number(read) * (Number(size) / 10 ** read.length)))
}

/** Package time's own quoting: bytes beyond ASCII, and control characters, as hexadecimal. */
function quote(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) => {
    if (byte < 0x20 || byte >= 0x80) return `\\x${byte.toString(16).padStart(2, '0')}`
    const character = String.fromCharCode(byte)
    return character === '"' || character === '\\' ? `\\${character}` : character
  })
  return `"${bytes.join('')}"`
}
