/**
 * JSON whose whole numbers are exact. One that a JavaScript number cannot hold is a bigint: a value like any other,
 * which is equal to itself, can be copied and compared, and is written with all its digits. A number that can is never
 * a bigint.
 */

// What stringifies objects need not know of it: JSON asks a value for its JSON form, and a bigint has none of its own.
Object.defineProperty(BigInt.prototype, 'toJSON', {
  value(this: bigint) { return rawJSON(String(this)) },
  configurable: true,
  writable: true,
})

const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** As JSON.parse; only a text with a long run of digits is read more slowly. */
export function parseExactJson(text: string): unknown {
  return longRun.test(text) ? parseWithSources(text, exact) : JSON.parse(text)
}

/** Below 16 digits every whole number is exact. */
const longRun = /\d{16}/

const exact = (source: string, value: number): unknown => (isWhole(source) ? wholeNumber(source) : value)

/** The whole number that a text of digits stands for. */
export function wholeNumber(digits: string): number | bigint {
  const value = Number(digits)
  return Number.isSafeInteger(value) ? value : BigInt(digits)
}

/** Whether the text of a number has neither a fraction nor an exponent. */
export const isWhole = (source: string): boolean => !/[.eE]/.test(source)

/** As JSON.parse, with numbers made from their text. */
export function parseWithSources(text: string, numberOf: (source: string, value: number) => unknown): unknown {
  const revive = (_key: string, value: unknown, context?: { source: string }): unknown =>
    (typeof value === 'number' && context !== undefined ? numberOf(context.source, value) : value)
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown)
}
