import { goDurationNanoseconds } from '../../../apimachinery/go-duration.ts'
import { microLayout, parseGoTime, secondsLayout, type Layout } from './go-time.ts'

/** The forms of single values that Go reads with code of its own. Each reader gives the text that Go would print. */

/** A value, or Go's words for why there is none. */
export type Read<T> = { value: T } | { error: string }

/** metav1.Time: whole seconds in UTC; null for Go's zero time. */
export const readTime = remembering((text) => readIn(text, secondsLayout, (whole) => `${whole}Z`))

/** metav1.MicroTime: six digits of a second in UTC. */
export const readMicroTime = remembering((text) => readIn(text, microLayout, (whole, digits) => `${whole}.${digits}Z`))

const mostRemembered = 4096
const longestRemembered = 40

/** An object brings the same times again with every write of it, and many objects the same ones. */
function remembering(read: (text: string) => Read<string | null>): typeof read {
  const known = new Map<string, Read<string | null>>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const made = read(text)
    if ('error' in made || text.length > longestRemembered) return made
    if (known.size >= mostRemembered) known.clear()
    known.set(text, made)
    return made
  }
}

function readIn(
  text: string, layout: Layout, print: (whole: string, digits: string) => string,
): Read<string | null> {
  const time = parseGoTime(text, layout)
  if ('error' in time) return time
  const whole = wholeSeconds(time.date)
  const isZero = whole === '0001-01-01T00:00:00' && /^0*$/.test(time.digits)
  return { value: isZero ? null : print(whole, time.digits) }
}

/** As Go prints it: a year has at least four digits, and more (or a sign) where an offset led out of them. */
export function wholeSeconds(date: Date): string {
  const [, sign = '', year = '', rest = ''] = /^([+-]?)(\d+)(-.*?)\.\d+Z$/.exec(date.toISOString())!
  return `${sign === '-' ? sign : ''}${String(Number(year)).padStart(4, '0')}${rest}`
}

const units: Record<string, bigint> = {
  ns: 1n, us: 1_000n, 'µs': 1_000n, 'μs': 1_000n, ms: 1_000_000n,
  s: 1_000_000_000n, m: 60_000_000_000n, h: 3_600_000_000_000n,
}

/** A duration as Go prints it: `1h2m0.5s`, `0s`, `1.5ms`. */
export function printDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s'
  if (nanoseconds < 0n) return `-${printDuration(-nanoseconds)}`
  for (const unit of ['ns', 'us', 'ms']) {
    const next = units[unit]! * 1000n
    if (nanoseconds < next) return `${withFraction(nanoseconds, units[unit]!)}${unit === 'us' ? 'µs' : unit}`
  }
  const hours = nanoseconds / units['h']!
  const minutes = (nanoseconds % units['h']!) / units['m']!
  const seconds = `${withFraction(nanoseconds % units['m']!, units['s']!)}s`
  if (hours > 0n) return `${hours}h${minutes}m${seconds}`
  return minutes > 0n ? `${minutes}m${seconds}` : seconds
}

function withFraction(amount: bigint, size: bigint): string {
  const fraction = (amount % size).toString().padStart(size.toString().length - 1, '0').replace(/0+$/, '')
  return fraction === '' ? `${amount / size}` : `${amount / size}.${fraction}`
}

/** metav1.Duration in its canonical text. */
export function readDuration(text: string): Read<string> {
  try {
    return { value: printDuration(goDurationNanoseconds(text)) }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

/** Whole quanta of letters, the last of which may end in one or two signs of padding. */
function isBase64(text: string): boolean {
  if (text.length % 4 !== 0) return false
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  // One pattern for the whole would remember each quantum of a megabyte, to go back to.
  return !foreignLetter.test(text.slice(0, text.length - padding))
}

const foreignLetter = /[^A-Za-z0-9+/]/

/** Bytes in standard base64; line breaks are allowed, as in Go, and left out of the result. */
export function readBase64(text: string): Read<string> {
  const joined = /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, '') : text
  if (!isBase64(joined)) return { error: `illegal base64 data at input byte ${firstIllegal(joined)}` }
  return { value: joined }
}

/**
 * Where Go's decoder gives up: at a foreign character, at padding in the wrong place or behind it,
 * at a quantum cut short.
 */
function firstIllegal(text: string): number {
  const at = text.search(foreignLetter)
  if (at < 0) return text.length - (text.length % 4)
  if (text[at] !== '=' || at % 4 < 2) return at
  if (at % 4 === 3) return at + 1
  if (at + 1 === text.length) return text.length
  return text[at + 1] === '=' ? at + 2 : at
}
