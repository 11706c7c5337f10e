import { describeOperation, type Operation } from '../load/operation.ts'
import { checkLinearizable } from './check.ts'
import { checkLists } from './lists.ts'
import { objectHistories, revisionsOf } from './histories.ts'
import { object } from './object.ts'

/** What is wrong with a history: an empty array when it is linearizable. One that cannot be decided is wrong. */
export function judge(history: readonly Operation[], maxSteps?: number): string[] {
  const revisions = revisionsOf(history)
  const objects = objectHistories(history, revisions).flatMap(({ key, operations, recorded }) => {
    const verdict = checkLinearizable(object, operations, maxSteps)
    if (verdict.kind === 'linearizable') return []
    if (verdict.kind === 'undecided') return [`${key}: not decided in ${verdict.steps} steps`]
    return [`${key} has no linear order; the longest possible begins\n${excerpt(recorded, verdict.order)}`]
  })
  return [...revisions.findings, ...checkLists(history, revisions), ...objects]
}

const shownBefore = 12
const shownAfter = 12

/** The end of the longest order, and what could not follow it. */
function excerpt(recorded: readonly Operation[], order: readonly number[]): string {
  const taken = new Set(order)
  const left = recorded.filter((_, index) => !taken.has(index)).sort((one, other) => one.invoked - other.invoked)
  const line = (one: Operation) => `    ${describeOperation(one)}`
  return [
    ...order.slice(-shownBefore).map((index) => line(recorded[index]!)),
    '  and cannot go on with', ...left.slice(0, shownAfter).map(line),
  ].join('\n')
}
