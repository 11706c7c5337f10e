import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import { isDNS1035Label } from '../../../apimachinery/names.ts'

const mixedCase = 'may have mixed case, but should otherwise match: '

/** Upstream: ValidateCustomResourceDefinitionNames. What must be there is not asked here. */
export function validateNames(names: any, path: string): FieldError[] {
  const { plural = '', singular = '', kind = '', listKind = '', shortNames, categories } = names ?? {}
  const label = (field: string, name: string): FieldError[] => (name === '' ? [] : wrongLabel(`${path}.${field}`, name))
  const mixed = (field: string, name: string): FieldError[] => {
    const errors = name === '' ? [] : isDNS1035Label(name.toLowerCase())
    return errors.length > 0 ? [invalid(`${path}.${field}`, name, mixedCase + errors.join(','))] : []
  }
  const each = (field: string, list: string[]): FieldError[] =>
    list.flatMap((name, at) => wrongLabel(`${path}.${field}[${at}]`, name))
  return [
    ...label('plural', plural),
    ...label('singular', singular),
    ...mixed('kind', kind),
    ...mixed('listKind', listKind),
    ...each('shortNames', shortNames ?? []),
    ...(kind !== '' && kind === listKind
      ? [invalid(`${path}.listKind`, listKind, 'kind and listKind may not be the same')]
      : []),
    ...each('categories', categories ?? []),
  ]
}

/** All that is wrong with a label, as one error. */
export function wrongLabel(path: string, name: string): FieldError[] {
  const errors = isDNS1035Label(name)
  return errors.length > 0 ? [invalid(path, name, errors.join(','))] : []
}
