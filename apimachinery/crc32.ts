/**
 * CRC-32 of what is put together from parts whose own are known, as zlib's crc32_combine does it: a CRC is a polynomial
 * over GF(2) modulo the generator, and putting `n` bytes behind another multiplies it by x^(8n).
 */

const generator = 0xedb88320
/** The polynomial 1: bits stand the other way round. */
const one = 0x80000000

/** The product of two polynomials modulo the generator. */
function multiply(left: number, right: number): number {
  let product = 0
  let shifted = right
  for (let bit = one; bit !== 0; bit >>>= 1) {
    if ((left & bit) !== 0) product ^= shifted
    shifted = (shifted & 1) !== 0 ? (shifted >>> 1) ^ generator : shifted >>> 1
  }
  return product >>> 0
}

/** x^8, x^16, x^32, … modulo the generator: each is the square of the one before. */
const powers: readonly number[] = squares(0x00800000, 50)

function squares(first: number, count: number): number[] {
  const all = [first]
  while (all.length < count) all.push(multiply(all.at(-1)!, all.at(-1)!))
  return all
}

/** What a CRC is multiplied with when so many bytes come behind it. */
export function crcShift(bytes: number): number {
  let shift = one
  for (let [left, at] = [bytes, 0]; left > 0; left = Math.floor(left / 2), at++) {
    if (left % 2 === 1) shift = multiply(powers[at]!, shift)
  }
  return shift
}

/** The CRC of two parts put together; `shift` is `crcShift` of the second one's length. */
export function combineCrc(first: number, second: number, shift: number): number {
  return (multiply(shift, first) ^ second) >>> 0
}
