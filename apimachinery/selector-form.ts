import type { LabelSelector } from './selectors.ts'

/** A LabelSelector as messages print it: what is empty is left out, what a condition must have is filled in. */
export function printedSelector(selector: LabelSelector | undefined | null): unknown {
  if (selector === undefined || selector === null) return null
  const { matchLabels = {}, matchExpressions = [] } = selector
  return {
    ...(Object.keys(matchLabels ?? {}).length > 0 ? { matchLabels } : {}),
    ...(matchExpressions?.length > 0 ? { matchExpressions: matchExpressions.map(printedExpression) } : {}),
  }
}

type Expression = Partial<NonNullable<LabelSelector['matchExpressions']>[number]>

function printedExpression(expression: Expression | null): unknown {
  const { key = '', operator = '', values } = expression ?? {}
  return { key, operator, ...(values && values.length > 0 ? { values } : {}) }
}
