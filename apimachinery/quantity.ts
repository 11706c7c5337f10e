import { nameLimits } from './limits.ts'

/** How a quantity was written, and so how it is printed; upstream: resource.Format. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

/** One unit in the steps in which quantities count: nothing finer than nano can be said. */
const one = 10n ** 9n
const maxBinary = 2n ** 63n - 1n
const decimalSuffixes: Readonly<Record<string, number>> = {
  n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18,
}
const binarySuffixes: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 }
/** What follows the number cannot begin with a digit, so that a long text takes one look. */
const shape = /^([+-]?)(\d*)(?:\.(\d*))?((?:[eEinumkKMGTP]+[-+]?\d*|[-+]\d*)?)$/

/** An exact amount with its format; never changed. Upstream: resource.Quantity. */
export class Quantity {
  /** The amount in nano units. */
  readonly nano: bigint
  readonly format: QuantityFormat
  /** The text it was read from, where upstream prints that again. */
  readonly #text: string | undefined

  constructor(nano: bigint, format: QuantityFormat, text?: string) {
    this.nano = nano
    this.format = format
    this.#text = text
  }

  compare(other: Quantity): -1 | 0 | 1 {
    if (this.nano === other.nano) return 0
    return this.nano < other.nano ? -1 : 1
  }

  /** The sum keeps this one's format, unless this one is zero. */
  add(other: Quantity): Quantity {
    return new Quantity(this.nano + other.nano, this.isZero() ? other.format : this.format)
  }

  sub(other: Quantity): Quantity {
    return new Quantity(this.nano - other.nano, this.isZero() ? other.format : this.format)
  }

  isZero(): boolean {
    return this.nano === 0n
  }

  sign(): -1 | 0 | 1 {
    if (this.nano === 0n) return 0
    return this.nano < 0n ? -1 : 1
  }

  /** In whole units, rounded away from zero. */
  value(): bigint {
    return divideUp(this.nano, one)
  }

  /** In thousandths, rounded away from zero. */
  milliValue(): bigint {
    return divideUp(this.nano, one / 1000n)
  }

  /** The text as Go prints it. */
  toString(): string {
    return this.#text ?? canonical(this.nano, this.format)
  }

  toJSON(): string {
    return this.toString()
  }
}

/** The quantity in this text, undefined when there is none. JSON numbers go in as their text. */
export function parseQuantity(text: string | number): Quantity | undefined {
  const read = readQuantity(String(text))
  return typeof read === 'string' ? undefined : read
}

/** What Go says of a text that is no quantity; undefined for one that is. */
export function quantityError(text: string): string | undefined {
  const read = readQuantity(text)
  return typeof read === 'string' ? read : undefined
}

/** A whole number as a quantity. */
export function quantityOf(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return new Quantity(BigInt(value) * one, format)
}

function readQuantity(text: string): Quantity | string {
  const match = text === '' ? null : shape.exec(text)
  if (match === null) {
    return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  }
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match
  const unit = readSuffix(suffix)
  if (unit === undefined) return "unable to parse quantity's suffix"
  const digits = `${whole.replace(/^0+/, '') || '0'}${fraction}`
  if (digits.length > nameLimits.quantityDigits) return 'unable to parse numeric part of quantity'
  const amount = scaled(BigInt(digits), fraction.length, unit)
  const size = unit.format === 'BinarySI' && amount > maxBinary * one ? maxBinary * one : amount
  const format = unit.format === 'BinarySI' && size < one && size > 0n ? 'DecimalSI' : unit.format
  return new Quantity(sign === '-' ? -size : size, format, keepsText(digits, fraction, unit) ? text : undefined)
}

interface Unit {
  format: QuantityFormat
  exponent: number
}

function readSuffix(suffix: string): Unit | undefined {
  const decimal = decimalSuffixes[suffix]
  if (decimal !== undefined) return { format: 'DecimalSI', exponent: decimal }
  const binary = binarySuffixes[suffix]
  if (binary !== undefined) return { format: 'BinarySI', exponent: binary }
  if (!/^[eE][-+]?\d+$/.test(suffix)) return undefined
  const exponent = Number(suffix.slice(1))
  return Math.abs(exponent) > nameLimits.quantityExponent ? undefined : { format: 'DecimalExponent', exponent }
}

/** `digits` with `places` behind the point, times the unit, in nano and rounded up. */
function scaled(digits: bigint, places: number, { format, exponent }: Unit): bigint {
  if (format === 'BinarySI') return divideUp((digits << BigInt(exponent)) * one, 10n ** BigInt(places))
  const shift = exponent - places + 9
  return shift >= 0 ? digits * 10n ** BigInt(shift) : divideUp(digits, 10n ** BigInt(-shift))
}

/** Upstream prints a text again that its fast path takes for canonical, which is not always quite so. */
function keepsText(digits: string, fraction: string, { format, exponent }: Unit): boolean {
  if (format === 'BinarySI') {
    const precision = 15 - digits.length - Math.trunc((exponent * 3) / 10) - 1
    const fits = fraction === '' && precision >= 0 && BigInt(digits) << BigInt(exponent) <= maxBinary
    return fits && BigInt(digits) % 8n !== 0n
  }
  const scale = exponent - fraction.length
  if (digits.length > 18 || scale < -9) return false
  return scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0')
}

function canonical(nano: bigint, format: QuantityFormat): string {
  if (nano === 0n) return '0'
  const small = nano > -1024n * one && nano < 1024n * one
  return format === 'BinarySI' && !small && nano % one === 0n ? printBinary(nano / one) : printDecimal(nano, format)
}

function printBinary(value: bigint): string {
  const [rest, times] = withoutFactor(value, 1024n)
  const suffix = Object.entries(binarySuffixes).find(([, exponent]) => exponent === times * 10)?.[0] ?? ''
  return `${rest}${suffix}`
}

function printDecimal(nano: bigint, format: QuantityFormat): string {
  const [rest, times] = withoutFactor(nano, 10n)
  const exponent = Math.floor((times - 9) / 3) * 3
  const number = rest * 10n ** BigInt(times - 9 - exponent)
  if (format === 'DecimalExponent') return exponent === 0 ? `${number}` : `${number}e${exponent}`
  const suffix = Object.entries(decimalSuffixes).find(([, of]) => of === exponent)?.[0] ?? ''
  return `${number}${suffix}`
}

function withoutFactor(value: bigint, factor: bigint): [rest: bigint, times: number] {
  let [rest, times] = [value, 0]
  while (rest % factor === 0n) [rest, times] = [rest / factor, times + 1]
  return [rest, times]
}

/** Division that rounds away from zero. */
function divideUp(value: bigint, by: bigint): bigint {
  const quotient = value / by
  if (value % by === 0n) return quotient
  return value < 0n ? quotient - 1n : quotient + 1n
}
