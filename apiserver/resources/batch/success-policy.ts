import { invalid, required, tooLong, tooMany, type FieldError } from '../../../apimachinery/field-error.ts'
import { byteLength } from '../../../apimachinery/names.ts'
import { nonNegative } from '../core/validation/fields.ts'
import { countIndexes } from './index-intervals.ts'

const maxRules = 20
const maxIndexesLength = 64 * 1024

/** Upstream: validateSuccessPolicy. */
export function validateSuccessPolicy(rules: any[] | undefined, completions: number, path: string): FieldError[] {
  const list = rules ?? []
  const none = 'at least one rules must be specified when the successPolicy is specified'
  return [
    ...(list.length === 0 ? [required(path, none)] : []),
    ...(list.length > maxRules ? [tooMany(path, list.length, maxRules)] : []),
    ...list.flatMap((rule, index) => validateRule(rule, completions, `${path}[${index}]`)),
  ]
}

function validateRule(
  { succeededIndexes: indexes, succeededCount: count }: any, completions: number, path: string,
): FieldError[] {
  const neither = 'at least one of succeededCount or succeededIndexes must be specified'
  const { total, errors } = readIndexes(indexes, completions, `${path}.succeededIndexes`)
  return [
    ...(indexes === undefined && count === undefined ? [required(path, neither)] : []),
    ...errors,
    ...(count === undefined
      ? []
      : validateCount(count, completions, indexes === undefined ? undefined : total, `${path}.succeededCount`)),
  ]
}

function readIndexes(
  text: string | undefined, completions: number, path: string,
): { total: number; errors: FieldError[] } {
  if (text === undefined) return { total: 0, errors: [] }
  const errors = byteLength(text) > maxIndexesLength ? [tooLong(path, maxIndexesLength)] : []
  try {
    return { total: countIndexes(text, completions), errors }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { total: 0, errors: [...errors, invalid(path, text, `error parsing succeededIndexes: ${error.message}`)] }
  }
}

function validateCount(count: number, completions: number, indexes: number | undefined, path: string): FieldError[] {
  const ofIndexes = `(the number of indexes in the specified succeededIndexes field)`
  return [
    ...nonNegative(path, count),
    ...(count > completions
      ? [invalid(path, count, `must be less than or equal to ${completions} (the number of specified completions)`)]
      : []),
    ...(indexes !== undefined && count > indexes
      ? [invalid(path, count, `must be less than or equal to ${indexes} ${ofIndexes}`)]
      : []),
  ]
}
