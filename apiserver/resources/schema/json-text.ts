import { isWhole, parseWithSources, wholeNumber } from '../../../apimachinery/exact-json.ts'
import { bodyLimits } from '../../../apimachinery/limits.ts'
import { DecodeError } from './decode-error.ts'
import { eachHolder, tooDeep } from './depth.ts'

/** An object of a JSON text with its members in order, repeated names included. */
export class Members {
  readonly entries: [string, unknown][] = []
}

/**
 * A number as a JSON text has it, where that is not how the number is written: `1.0`, `1e3`.
 * Go takes none of them for an integer.
 */
export class NumberText {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

/**
 * Parses JSON. Objects become plain objects, or, when some name is repeated anywhere, Members; integers past 2^53
 * become bigints, numbers in an unusual form NumberTexts. Throws DecodeError with the words of Go's scanner.
 */
export function parseJson(given: string): unknown {
  const text = /\\u[dD][89a-fA-F]/.test(given) ? withWholePairs(given) : given
  if (isVeryDeep(text)) return new Scanner(text).parse()
  let value: unknown
  try {
    value = JSON.parse(text)
    const { names, plainNumbers } = survey(text)
    if (countMembers(value) !== names) return new Scanner(text).parse()
    return plainNumbers ? value : parseWithSources(text, readNumber)
  } catch (error) {
    if (error instanceof DecodeError) throw error
    return new Scanner(text).parse()
  }
}

/**
 * The value of a JSON text in which no name is repeated and all numbers are short and whole, so that nothing needs a
 * second look; undefined for any other text.
 */
export function plainJson(text: string): { value: unknown } | undefined {
  if (isVeryDeep(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    const { names, plainNumbers } = survey(text)
    return plainNumbers && countMembers(value) === names ? { value } : undefined
  } catch {
    return undefined
  }
}

/** Half of a surrogate pair is no character: Go takes another one for it. */
function withWholePairs(text: string): string {
  const pattern = /\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(\\u[dD][89a-fA-F][\da-fA-F]{2})/g
  return text.replace(pattern, (whole, half) => (half === undefined ? whole : '\\ufffd'))
}

function readNumber(source: string): number | bigint | NumberText {
  if (source.length > bodyLimits.numberLength) {
    throw new DecodeError(
      'syntax', `json: cannot unmarshal number ${source.slice(0, 40)}... into Go value of type float64`,
    )
  }
  if (isWhole(source)) return wholeNumber(source)
  const value = Number(source)
  return String(value) === source ? value : new NumberText(source)
}

const quote = 0x22
const backslash = 0x5c

/** Shorter texts are parsed in no time, however deep they are. */
const shortText = 64 * 1024

/** Whether the brackets of a long text lead so deep that JSON.parse would build for long what is then refused. */
function isVeryDeep(text: string): boolean {
  if (text.length <= shortText) return false
  for (let [at, depth] = [0, 0]; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      at = endOfString(text, at + 1)
      if (at < 0) return false
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > bodyLimits.depth) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

/**
 * How many strings of the text are followed by a colon, and whether its numbers are short and whole.
 * The text is known to be JSON.
 */
function survey(text: string): { names: number; plainNumbers: boolean } {
  let count = 0
  let plainNumbers = true
  let outside = 0
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    plainNumbers &&= hasPlainNumbers(text, outside, at)
    at = endOfString(text, at + 1) + 1
    outside = at
    let next = text.charCodeAt(at)
    for (let look = at; next === 0x20 || next === 0x0a || next === 0x0d || next === 0x09;) {
      next = text.charCodeAt(++look)
    }
    if (next === 0x3a) count++
  }
  return { names: count, plainNumbers: plainNumbers && hasPlainNumbers(text, outside, text.length) }
}

/** Whether there are but whole numbers of fewer than 16 digits between two places that are in no string. */
function hasPlainNumbers(text: string, from: number, to: number): boolean {
  let digits = 0
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x30 && code <= 0x39) digits++
    else if (code === 0x2e || (digits > 0 && (code | 0x20) === 0x65)) return false
    else digits = 0
    if (digits === 16) return false
  }
  return true
}

/** The place of the quote that ends the string whose text starts at `from`; -1 where none does. */
function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from)
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0
  while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++
  return slashes % 2 === 1
}

/** How many members all objects in the value have. */
function countMembers(value: unknown): number {
  let count = 0
  eachHolder(value, (holder, { length }) => {
    if (!Array.isArray(holder)) count += length
  })
  return count
}

/** A parser that fails with Go's words and keeps repeated names; only texts that need it come here. */
class Scanner {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): unknown {
    const value = this.#value()
    this.#space()
    if (this.#at < this.#text.length) this.#fail('after top-level value')
    return value
  }

  #value(): unknown {
    this.#space()
    const char = this.#text[this.#at]
    if (char === '{') return this.#nested(() => this.#object())
    if (char === '[') return this.#nested(() => this.#array())
    if (char === '"') return this.#string()
    for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
      if (char === word[0]) return this.#literal(word, value)
    }
    if (char !== undefined && /[-\d]/.test(char)) return this.#number()
    return this.#fail('looking for beginning of value')
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > bodyLimits.depth) throw tooDeep(this.#text[this.#at]!)
    this.#at++
    const value = read()
    this.#depth--
    return value
  }

  #object(): Members {
    const members = new Members()
    this.#space()
    if (this.#take('}')) return members
    do {
      this.#space()
      if (this.#text[this.#at] !== '"') this.#fail('looking for beginning of object key string')
      const name = this.#string()
      this.#space()
      if (!this.#take(':')) this.#fail('after object key')
      members.entries.push([name, this.#value()])
      this.#space()
    } while (this.#take(','))
    if (!this.#take('}')) this.#fail('after object key:value pair')
    return members
  }

  #array(): unknown[] {
    const items: unknown[] = []
    this.#space()
    if (this.#take(']')) return items
    do {
      items.push(this.#value())
      this.#space()
    } while (this.#take(','))
    if (!this.#take(']')) this.#fail('after array element')
    return items
  }

  #string(): string {
    const start = this.#at++
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (Number.isNaN(code) || code < 0x20) this.#fail('in string literal')
      if (code === quote) break
      if (code === backslash) this.#escape()
      this.#at++
    }
    this.#at++
    return JSON.parse(this.#text.slice(start, this.#at)) as string
  }

  #escape(): void {
    const char = this.#text[++this.#at]
    if (char === undefined || !'"\\/bfnrtu'.includes(char)) this.#fail('in string escape code')
    if (char !== 'u') return
    for (let digit = 0; digit < 4; digit++) {
      if (!/[\da-fA-F]/.test(this.#text[++this.#at] ?? '')) this.#fail('in \\u hexadecimal character escape')
    }
  }

  #literal<T>(word: string, value: T): T {
    for (const expected of word) {
      if (this.#text[this.#at] !== expected) this.#fail(`in literal ${word} (expecting '${expected}')`)
      this.#at++
    }
    return value
  }

  #number(): number | bigint | NumberText {
    const start = this.#at
    if (this.#take('-')) this.#needDigit('in numeric literal')
    if (!this.#take('0')) this.#digits()
    if (this.#take('.')) {
      this.#needDigit('after decimal point in numeric literal')
      this.#digits()
    }
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-')
      this.#needDigit('in exponent of numeric literal')
      this.#digits()
    }
    return readNumber(this.#text.slice(start, this.#at))
  }

  #needDigit(context: string): void {
    if (!/\d/.test(this.#text[this.#at] ?? '')) this.#fail(context)
  }

  #digits(): void {
    while (/\d/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #space(): void {
    while (' \n\r\t'.includes(this.#text[this.#at] ?? '-')) this.#at++
  }

  #fail(context: string): never {
    const char = this.#text.codePointAt(this.#at) ?? space
    // Go's scanner takes the end for a space, which is no mistake where a space may stand.
    if (this.#at >= this.#text.length && !unspaced.test(context)) {
      throw new DecodeError('syntax', 'unexpected end of JSON input')
    }
    throw new DecodeError('syntax', `invalid character ${quoteByte(firstByte(char))} ${context}`)
  }
}

const space = 0x20
/** Where no space may stand: within words, numbers and escapes. */
const unspaced = /^(?:in (?!string literal)|after decimal point)/

const firstByte = (codePoint: number): number => Buffer.from(String.fromCodePoint(codePoint))[0]!

/** One byte as Go quotes it. */
function quoteByte(byte: number): string {
  if (byte === 0x27) return `'\\''`
  if (byte === quote) return `'"'`
  const named: Record<number, string> = {
    7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 92: '\\\\',
  }
  if (named[byte] !== undefined) return `'${named[byte]}'`
  if (byte < 0x20 || byte === 0x7f) return `'\\x${byte.toString(16).padStart(2, '0')}'`
  if (byte > 0x7f && byte < 0xa1) return `'\\u${byte.toString(16).padStart(4, '0')}'`
  return `'${String.fromCharCode(byte)}'`
}
