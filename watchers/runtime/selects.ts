import { labelSelectorMatcher } from '../../apimachinery/selectors.ts'
import type { LabelSelector } from '../../apimachinery/selectors.ts'

type Matcher = ReturnType<typeof labelSelectorMatcher>
const matchers = new WeakMap<LabelSelector, Matcher>()

/**
 * Whether a selector picks these labels. A selector out of a store never changes, so each is read once; one that no
 * server should have let through picks nothing.
 */
export function selects(selector: LabelSelector | undefined, labels: Record<string, string> | undefined): boolean {
  if (selector === undefined || selector === null) return false
  const matcher = matchers.get(selector) ?? readSelector(selector)
  matchers.set(selector, matcher)
  return matcher(labels)
}

function readSelector(selector: LabelSelector): Matcher {
  try {
    return labelSelectorMatcher(selector)
  } catch {
    return () => false
  }
}
