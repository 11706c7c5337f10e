import { duplicate, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { isQualifiedName } from '../../../apimachinery/names.ts'
import { invalidFor } from '../core/validation/fields.ts'

interface Requirement {
  key?: string
  values?: string[]
}

/** Terms of a StorageClass that say where its volumes may lie. Upstream: validateAllowedTopologies. */
export function validateAllowedTopologies(terms: any[] = [], path: string): FieldError[] {
  // Upstream begins with as many empty terms as there are terms, so that an empty one is a duplicate of each.
  const seen = terms.map(() => '')
  return terms.flatMap(({ matchLabelExpressions = [] }, index) => {
    const at = `${path}[${index}].matchLabelExpressions`
    const identity = identityOf(matchLabelExpressions)
    const again = seen.filter((other) => other === identity).map(() => duplicate(at, ''))
    seen.push(identity)
    return [...validateTerm(matchLabelExpressions, at), ...again]
  })
}

/** Equal for terms that allow the same, whatever their order; the last of two expressions for a key counts. */
function identityOf(expressions: Requirement[]): string {
  const byKey = new Map(expressions.map(({ key = '', values = [] }) => [key, [...new Set(values)].sort()]))
  return byKey.size === 0 ? '' : JSON.stringify([...byKey].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Upstream: ValidateTopologySelectorTerm. */
function validateTerm(expressions: Requirement[], path: string): FieldError[] {
  const keys = new Set<string>()
  return expressions.flatMap(({ key = '', values = [] }, index) => {
    const at = `${path}[${index}]`
    const again = keys.has(key) ? [duplicate(`${at}.key`, key)] : []
    keys.add(key)
    return [
      ...(values.length === 0 ? [required(`${at}.values`)] : []),
      ...values.flatMap((value, place) =>
        values.indexOf(value) < place ? [duplicate(`${at}.values[${place}]`, value)] : []),
      ...invalidFor(`${at}.key`, key, isQualifiedName(key)),
      ...again,
    ]
  })
}
