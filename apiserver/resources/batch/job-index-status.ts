import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import { countIndexes, overlapOf } from './index-intervals.ts'

/** The indexes that completed and failed: readable, of a Job that has such, and none of them in both. */
export function validateIndexStatus(spec: any, status: any, before: any): FieldError[] {
  const { completedIndexes: completed = '', failedIndexes: failed } = status
  const completedChanged = completed !== (before.completedIndexes ?? '')
  const failedChanged = failed !== before.failedIndexes
  const limited = spec.backoffLimitPerIndex !== undefined
  const unindexed = 'cannot set non-empty completedIndexes when non-indexed completion mode'
  const unlimited = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'
  return [
    ...(completedChanged ? validateFormat('completedIndexes', completed, spec.completions) : []),
    ...(failedChanged && limited && failed !== undefined
      ? validateFormat('failedIndexes', failed, spec.completions)
      : []),
    ...(completedChanged && completed !== '' && spec.completionMode !== 'Indexed'
      ? [invalid('status.completedIndexes', completed, unindexed)]
      : []),
    ...(failedChanged && !limited && failed !== undefined ? [invalid('status.failedIndexes', failed, unlimited)] : []),
    ...((failedChanged || completedChanged) && failed !== undefined
      ? validateOverlap(completed, failed, spec.completions)
      : []),
  ]
}

function validateFormat(name: string, text: string, completions: number | undefined): FieldError[] {
  if (completions === undefined) return []
  try {
    countIndexes(text, completions)
    return []
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return [invalid(`status.${name}`, text, `error parsing ${name}: ${error.message}`)]
  }
}

function validateOverlap(completed: string, failed: string, completions: number | undefined): FieldError[] {
  const index = completions === undefined ? undefined : overlapOf(completed, failed, completions)
  if (index === undefined) return []
  return [invalid('status.failedIndexes', failed, `failedIndexes and completedIndexes overlap at index: ${index}`)]
}
