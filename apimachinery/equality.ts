import { ownValue } from './own.ts'

/**
 * Whether two JSON values mean the same: absent, null and an empty list are one, the order of keys
 * does not count. An empty object is not the same as none, for where a pointer to a struct is meant
 * (`emptyDir: {}`) it says something. Upstream: apiequality.Semantic.DeepEqual.
 */
export function semanticEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (isNothing(left) || isNothing(right)) return isNothing(left) && isNothing(right)
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => semanticEqual(item, right[at]))
  }
  const [one, other] = [left as Record<string, unknown>, right as Record<string, unknown>]
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => semanticEqual(ownValue(one, key), ownValue(other, key)))
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}
