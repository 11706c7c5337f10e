import { bodyLimits } from '../../../apimachinery/limits.ts'
import { DecodeError } from './decode-error.ts'

/** What Go's scanner says at the bracket that leads too deep. */
export const tooDeep = (bracket: string): DecodeError =>
  new DecodeError('syntax', `invalid character '${bracket}' exceeded max depth`)

/** Whether a value is a list or an object, which may have others within. */
const isHolder = (value: unknown): value is object => typeof value === 'object' && value !== null

/**
 * Visits every object and list of a value, level by level and not recursively: a client chooses the depth. Throws
 * DecodeError at a level so deep that those who go through the value later would run out of stack.
 */
export function eachHolder(value: unknown, visit: (holder: object, inner: readonly unknown[]) => void): void {
  let level = isHolder(value) ? [value] : []
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > bodyLimits.depth) throw tooDeep(Array.isArray(level[0]) ? '[' : '{')
    const below: object[] = []
    for (const holder of level) {
      const inner: readonly unknown[] = Array.isArray(holder) ? holder : Object.values(holder)
      visit(holder, inner)
      for (const item of inner) if (isHolder(item)) below.push(item)
    }
    level = below
  }
}

/** @throws DecodeError for a value that is too deep. */
export function checkDepth<T>(value: T): T {
  eachHolder(value, () => {})
  return value
}
