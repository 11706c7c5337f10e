import { duplicate, required, tooMany, type FieldError } from '../../../apimachinery/field-error.ts'
import { qualifiedName } from '../core/validation/fields.ts'

/** An expression that must hold for a request; upstream: MatchCondition. */
export interface MatchCondition { name?: string; expression?: string }

const maxConditions = 64

/** What is wrong with the conditions, but for what their expressions say. */
export function validateMatchConditions(conditions: readonly MatchCondition[] = [], path: string): FieldError[] {
  const names = conditions.map(({ name = '' }) => name)
  return [
    ...(conditions.length > maxConditions ? [tooMany(path, conditions.length, maxConditions)] : []),
    ...conditions.flatMap(({ name = '', expression = '' }, at) => [
      ...(expression.trim() === '' ? [required(`${path}[${at}].expression`)] : []),
      ...(name === '' ? [required(`${path}[${at}].name`)] : qualifiedName(`${path}[${at}].name`, name)),
      ...(name !== '' && names.indexOf(name) < at ? [duplicate(`${path}[${at}].name`, name)] : []),
    ]),
  ]
}
