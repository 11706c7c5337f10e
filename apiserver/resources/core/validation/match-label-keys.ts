import { forbidden, invalid, type FieldError } from '../../../../apimachinery/field-error.ts'
import { qualifiedName } from './fields.ts'

/** Upstream: ValidateMatchLabelKeysAndMismatchLabelKeys; clashes with the selector are reported at the term itself. */
export function validateMatchLabelKeys(
  path: string, match: string[] = [], mismatch: string[] = [], selector: any,
): FieldError[] {
  return [
    ...validateKeys(`${path}.matchLabelKeys`, match, selector),
    ...validateKeys(`${path}.mismatchLabelKeys`, mismatch, selector),
    ...validateAgainstSelector(path, match, selector),
    ...match.flatMap((key, index) => {
      const message = 'exists in both matchLabelKeys and mismatchLabelKeys'
      return mismatch.includes(key) ? [invalid(`${path}.matchLabelKeys[${index}]`, key, message)] : []
    }),
  ]
}

function validateKeys(path: string, keys: string[], selector: any): FieldError[] {
  if (keys.length === 0) return []
  if (!selector) return [forbidden(path, 'must not be specified when labelSelector is not set')]
  return keys.flatMap((key, index) => qualifiedName(`${path}[${index}]`, key))
}

/** The server itself adds an expression for each key at create; a key may appear there once, but not twice. */
function validateAgainstSelector(path: string, match: string[], selector: any): FieldError[] {
  const seen = new Set(Object.keys(selector?.matchLabels ?? {}))
  return ((selector?.matchExpressions ?? []) as any[]).flatMap(({ key = '' }) => {
    const index = match.lastIndexOf(key)
    const clash = index >= 0 && seen.has(key)
    seen.add(key)
    return clash ? [invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector')] : []
  })
}
