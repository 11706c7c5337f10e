import { badRequest } from '../../../apimachinery/api-error.ts'

const most = 2n ** 63n - 1n

/** A number that was a field once and lives on as an annotation of `kind`. Throws 400 for what is none. */
export function readNumber(text: string, kind: string, before = ''): bigint {
  const number = /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined
  if (number !== undefined && number <= most && number >= -most - 1n) return number
  const problem = number === undefined ? 'invalid syntax' : 'value out of range'
  const why = `${before}strconv.ParseInt: parsing ${JSON.stringify(text)}: ${problem}`
  throw badRequest(`${kind} in version "v1" cannot be handled as a ${kind}: ${why}`)
}
