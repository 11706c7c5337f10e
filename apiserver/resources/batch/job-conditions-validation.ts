import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isConditionTrue } from './job-conditions.ts'
import { refused } from './refused.ts'

const path = 'status.conditions'
const when = (wrong: boolean, message: string): FieldError[] => (wrong ? [refused(path, message)] : [])

interface Facts {
  complete: boolean
  failed: boolean
  failureTarget: boolean
  criteriaMet: boolean
}

function factsOf(status: any): Facts {
  return {
    complete: isConditionTrue(status, 'Complete'),
    failed: isConditionTrue(status, 'Failed'),
    failureTarget: isConditionTrue(status, 'FailureTarget'),
    criteriaMet: isConditionTrue(status, 'SuccessCriteriaMet'),
  }
}

/** What conditions may not be true together, in the three places where upstream asks. */
export function validateConditions(
  { spec }: KubeObject, status: any, before: any,
): Record<'contradictions' | 'premature' | 'criteria', FieldError[]> {
  const [now, old] = [factsOf(status), factsOf(before)]
  const changed = (fact: keyof Facts): boolean => now[fact] !== old[fact]
  const failedIndexes = status.failedIndexes !== before.failedIndexes
  return {
    contradictions: [
      ...when((changed('complete') || changed('failed')) && now.complete && now.failed,
        'cannot set Complete=True and Failed=true conditions'),
      ...when((changed('complete') || changed('failureTarget')) && now.complete && now.failureTarget,
        'cannot set Complete=True and FailureTarget=true conditions'),
    ],
    premature: [
      ...when((changed('failed') || failedIndexes) && now.failed && !now.failureTarget,
        'cannot set Failed=True condition without the FailureTarget=true condition'),
      ...when((changed('complete') || changed('criteriaMet')) && now.complete && !now.criteriaMet,
        'cannot set Complete=True condition without the SuccessCriteriaMet=true condition'),
    ],
    criteria: [
      ...when(now.criteriaMet && now.failed, 'cannot set SuccessCriteriaMet=True and Failed=true conditions'),
      ...when(
        now.criteriaMet && now.failureTarget, 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
      ),
      ...when(Boolean(spec.successPolicy) && !now.criteriaMet && now.complete,
        'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True'),
    ],
  }
}

/** What conditions may not be taken back, in the two places where upstream asks. */
export function validateConditionsUpdate(status: any, before: any): Record<'terminal' | 'criteria', FieldError[]> {
  const [now, old] = [factsOf(status), factsOf(before)]
  const terminal = ['Failed', 'Complete', 'FailureTarget']
    .filter((type) => isConditionTrue(before, type) && !isConditionTrue(status, type))
  return {
    terminal: terminal.map((type) => refused(path, `cannot disable the terminal ${type}=True condition`)),
    criteria: [
      ...when(old.criteriaMet && !now.criteriaMet, 'cannot disable the SuccessCriteriaMet=True condition'),
      ...when(old.complete && !old.criteriaMet && now.criteriaMet,
        'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'),
    ],
  }
}
