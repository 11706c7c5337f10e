import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import type { JsonSchema } from './json-schema.ts'
import type { Place } from './value-place.ts'

/** Upstream: numberValidator. A bound that the type cannot have is said instead of holding it against the value. */
export function validateNumber(value: number, schema: JsonSchema, place: Place): FieldError[] {
  const { maximum, minimum, exclusiveMaximum, exclusiveMinimum, multipleOf } = schema
  const misfit = (what: string, number: number): FieldError[] => misfits(what, number, schema, place)
  const should = (why: string): FieldError[] => [invalid(place.path, value, `${place.name} in body should be ${why}`)]
  type IsBroken = (limit: number) => boolean
  const bound = (what: string, limit: number | undefined, isBroken: IsBroken, why: string): FieldError[] => {
    if (limit === undefined || limit === null) return []
    const errors = misfit(what, limit)
    return errors.length > 0 || !isBroken(limit) ? errors : should(`${why} ${limit}`)
  }
  return [
    ...misfit('Checked', value),
    ...bound('MultipleOf', multipleOf, (factor) => !Number.isInteger(value / factor), 'a multiple of'),
    ...bound('Minimum boundary', minimum, (limit) => (exclusiveMinimum ? value <= limit : value < limit),
      exclusiveMinimum ? 'greater than' : 'greater than or equal to'),
    ...bound('Maximum boundary', maximum, (limit) => (exclusiveMaximum ? value >= limit : value > limit),
      exclusiveMaximum ? 'less than' : 'less than or equal to'),
  ]
}

function misfits(
  what: string, number: number, { type = '', format = '' }: JsonSchema, { path, name }: Place,
): FieldError[] {
  const max = format === 'int32' ? 2 ** 31 : 2 ** 63
  if (type !== 'integer' || (Number.isInteger(number) && number < max && number >= -max)) return []
  const form = format === '' ? '(default format)' : `with format ${format}`
  return [invalid(path, '', `${what} value must be of type integer ${form} in ${name}`)]
}
