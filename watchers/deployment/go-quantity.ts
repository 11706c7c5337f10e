/** Powers of ten of the decimal suffixes. */
const decimals: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }

/** The binary suffixes, each 2^10 above the one before. */
const binaries = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const maxInt64 = 2n ** 63n - 1n

interface Parts {
  negative: boolean
  digits: string
  suffix: string
}

/**
 * A quantity as Go prints the struct that upstream's parser makes of it. That struct remembers the text only where it
 * can tell cheaply that the text is canonical, and counts large numbers in a big decimal: both show in the hash.
 *
 * Assumes a quantity in canonical form, as the API server stores it: a whole number and a suffix.
 * Upstream: resource.ParseQuantity.
 */
export function printQuantity(text: string): string {
  const [, sign, digits = '0', suffix = ''] = /^([+-]?)0*(\d+?)(\D.*)?$/.exec(text) ?? []
  const parts = { negative: sign === '-', digits, suffix }
  return suffix.endsWith('i') ? printBinary(text, parts) : printDecimal(text, parts)
}

function printBinary(text: string, { negative, digits, suffix }: Parts): string {
  const exponent = (binaries.indexOf(suffix) + 1) * 10
  const value = BigInt(digits) << BigInt(exponent)
  const fitsInt64 = 14 - digits.length - Math.trunc((exponent * 3) / 10) >= 0
  if (!fitsInt64) return printLarge(negative, value < maxInt64 ? value : maxInt64, 'BinarySI')
  const remembered = BigInt(digits) % 8n === 0n ? '' : text
  return printSmall({ value: negative ? -value : value, scale: 0, text: remembered, format: 'BinarySI' })
}

function printDecimal(text: string, { negative, digits, suffix }: Parts): string {
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1]
  const scale = exponent === undefined ? decimals[suffix] ?? 0 : Number(exponent)
  const format = exponent === undefined ? 'DecimalSI' : 'DecimalExponent'
  const value = BigInt(digits)
  if (digits.length > 18) return printLarge(negative, value, format, scale)
  const canonical = text === '0' || (scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0'))
  return printSmall({ value: negative ? -value : value, scale, text: canonical ? text : '', format })
}

function printSmall(
  { value, scale, text, format }: { value: bigint; scale: number; text: string; format: string },
): string {
  return `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} `
    + `d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${text} Format:(resource.Format)${format}}`
}

/** The big decimal counts billionths. */
function printLarge(negative: boolean, value: bigint, format: string, scale = 0): string {
  const words = wordsOf(value * 10n ** BigInt(scale + 9)).join(' ')
  return '{i:(resource.int64Amount){value:(int64)0 scale:(resource.Scale)0} d:(resource.infDecAmount){Dec:(*inf.Dec)'
    + `{unscaled:(big.Int){neg:(bool)${negative} abs:(big.nat)[${words}]} scale:(inf.Scale)9}} `
    + `s:(string) Format:(resource.Format)${format}}`
}

/** A number in words of 64 bits, the lowest first. */
function wordsOf(value: bigint): bigint[] {
  return value === 0n ? [] : [value & (2n ** 64n - 1n), ...wordsOf(value >> 64n)]
}
