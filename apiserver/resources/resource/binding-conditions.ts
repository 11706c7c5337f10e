import { duplicate, invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import { qualifiedName } from '../core/validation/fields.ts'
import { validateList } from './collections.ts'

const maxConditions = 4

/** What must hold, and what must not, before a device is bound. Upstream: validateDeviceBindingParameters. */
export function validateBindingConditions(
  { bindingConditions, bindingFailureConditions }: any, path: string,
): FieldError[] {
  const [good, bad]: [string[], string[]] = [bindingConditions ?? [], bindingFailureConditions ?? []]
  const [goodPath, badPath] = [`${path}.bindingConditions`, `${path}.bindingFailureConditions`]
  const rule = (name: string, at: string): FieldError[] => qualifiedName(at, name)
  const twice = (names: string[], at: string) => (name: string, index: number): FieldError[] =>
    (names.indexOf(name) < index ? [duplicate(`${at}[${index}]`, name)] : [])
  const overlap = 'bindingFailureConditions must not overlap with bindingConditions'
  const needsGood = 'bindingConditions are required to use bindingFailureConditions'
  const needsBad = 'bindingFailureConditions are required to use bindingConditions'
  return [
    ...validateList(good, maxConditions, rule, goodPath),
    ...validateList(bad, maxConditions, rule, badPath),
    ...good.flatMap(twice(good, goodPath)),
    ...bad.flatMap((name, index) => [
      ...twice(bad, badPath)(name, index),
      ...(good.includes(name) ? [invalid(`${badPath}[${index}]`, name, overlap)] : []),
    ]),
    ...(good.length === 0 && bad.length > 0 ? [invalid(goodPath, bindingConditions, needsGood)] : []),
    ...(bad.length === 0 && good.length > 0 ? [invalid(badPath, bindingFailureConditions, needsBad)] : []),
  ]
}
