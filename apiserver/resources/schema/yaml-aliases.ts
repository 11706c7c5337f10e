import { bodyLimits } from '../../../apimachinery/limits.ts'
import { DecodeError } from './decode-error.ts'

/** What is said of such a document. */
export function excessiveAliasing(): DecodeError {
  return new DecodeError('syntax', 'yaml: document contains excessive aliasing')
}

/**
 * Whether a parsed document would be much larger with its aliases written out than it is. Parsed aliases share one
 * value, so the count takes time only by what is really there. Upstream: the alias ratio of go-yaml.
 */
export function hasExcessiveAliasing(document: unknown): boolean {
  const sizes = new Map<object, number>()
  const sizeOf = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 1
    const known = sizes.get(value)
    if (known !== undefined) return known
    // A value that contains itself has no end.
    sizes.set(value, Number.POSITIVE_INFINITY)
    const size = Object.values(value).reduce<number>((sum, item) => sum + sizeOf(item), 1)
    sizes.set(value, size)
    return size
  }
  try {
    const expanded = sizeOf(document)
    return expanded > bodyLimits.yamlExpandedNodes && expanded > 10 * sizes.size
  } catch (error) {
    // Each alias may stand at the bottom of what the next one stands for: the stack does not reach as deep.
    if (error instanceof RangeError) return true
    throw error
  }
}
