import { semanticEqual } from '../../../apimachinery/equality.ts'
import { duplicate, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { nonNegative } from '../core/validation/fields.ts'
import { internal } from '../core/validation/internal-print.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { validateConditions, validateConditionsUpdate } from './job-conditions-validation.ts'
import { isConditionTrue, isFinished, hasCondition } from './job-conditions.ts'
import { validateIndexStatus } from './job-index-status.ts'

/**
 * Upstream: jobStatusStrategy.ValidateUpdate. Most rules only look at what changes, so that a status that broke them
 * before can still be mended elsewhere.
 */
export function validateJobStatusUpdate(job: KubeObject, old: KubeObject): FieldError[] {
  const [status, before] = [job['status'] ?? {}, old['status'] ?? {}]
  const conditions = validateConditions(job, status, before)
  return [
    ...validateKindMetaUpdate(job, old),
    ...['active', 'succeeded', 'failed', 'ready', 'terminating']
      .flatMap((name) => nonNegative(`status.${name}`, status[name])),
    ...validateUncounted(status.uncountedTerminatedPods),
    ...conditions.contradictions,
    ...validateTimes(status, before),
    ...conditions.premature,
    ...validateFinished(job, status, before),
    ...validateIndexStatus(job['spec'], status, before),
    ...validatePods(status, before),
    ...conditions.criteria,
    ...validateTransition(job, status, before),
  ]
}

/** Pods that are counted once: no name may be there twice. */
function validateUncounted(pods: any): FieldError[] {
  const seen = new Set<string>()
  return ['succeeded', 'failed'].flatMap((list) => ((pods?.[list] ?? []) as string[]).flatMap((uid, index) => {
    const path = `status.uncountedTerminatedPods.${list}[${index}]`
    if (uid === '') return [invalid(path, uid, 'must not be empty')]
    if (seen.has(uid)) return [duplicate(path, uid)]
    seen.add(uid)
    return []
  }))
}

function validateTimes(status: any, before: any): FieldError[] {
  const { startTime, completionTime } = status
  const path = 'status.completionTime'
  const complete = isConditionTrue(status, 'Complete')
  const touched = complete !== isConditionTrue(before, 'Complete') || completionTime !== before.completionTime
  const early = startTime !== undefined && completionTime !== undefined
    && Date.parse(completionTime) < Date.parse(startTime)
  const moved = startTime !== before.startTime || completionTime !== before.completionTime
  return [
    ...(touched && completionTime !== undefined && !complete
      ? [invalid(path, completionTime, 'cannot set completionTime when there is no Complete=True condition')]
      : []),
    ...(touched && completionTime === undefined && complete
      ? [required(path, 'completionTime is required for Complete jobs')]
      : []),
    ...(moved && early ? [invalid(path, completionTime, 'must be equal to or after `startTime`')] : []),
  ]
}

/** A finished Job has started, and has no more pods at work. */
function validateFinished({ spec }: KubeObject, status: any, before: any): FieldError[] {
  if (!isFinished(status)) return []
  const { active = 0, startTime, uncountedTerminatedPods: pods } = status
  const finished = !isFinished(before)
  const neverRan = spec.suspend === true && spec.completions === 0
  const started = (finished || startTime !== before.startTime) && !neverRan
  const uncounted = finished || !semanticEqual(pods, before.uncountedTerminatedPods)
  const count = (pods?.failed ?? []).length + (pods?.succeeded ?? []).length
  return [
    ...((finished || active !== (before.active ?? 0)) && active > 0
      ? [invalid('status.active', active, 'active>0 is invalid for finished job')]
      : []),
    ...(started && startTime === undefined
      ? [required('status.startTime', 'startTime is required for finished job')]
      : []),
    ...(uncounted && count > 0
      ? [invalid(
        'status.uncountedTerminatedPods', internal('UncountedTerminatedPods', pods), 'must be empty for finished job',
      )]
      : []),
  ]
}

function validatePods(status: any, before: any): FieldError[] {
  const { active = 0, ready, terminating } = status
  const ended = isFinished(status)
  const endedNow = ended !== isFinished(before) || terminating !== before.terminating
  const changed = ready !== before.ready || active !== (before.active ?? 0)
  return [
    ...(endedNow && ended && terminating > 0
      ? [invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job')]
      : []),
    ...(changed && ready > active ? [invalid('status.ready', ready, 'cannot set more ready pods than active')] : []),
  ]
}

/** What may not be taken back. */
function validateTransition({ spec }: KubeObject, status: any, before: any): FieldError[] {
  const { succeeded = 0, failed = 0, startTime, completionTime } = status
  const elastic = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism
  const resuming = isConditionTrue(before, 'Suspended') && hasCondition(status, 'Suspended', 'False')
  const restarted = startTime !== before.startTime && before.startTime !== undefined && !resuming && !spec.suspend
  return [
    ...validateConditionsUpdate(status, before).terminal,
    ...(failed < (before.failed ?? 0) ? [invalid('status.failed', failed, 'cannot decrease the failed counter')] : []),
    ...(!elastic && succeeded < (before.succeeded ?? 0)
      ? [invalid('status.succeeded', succeeded, 'cannot decrease the succeeded counter')]
      : []),
    ...(completionTime !== undefined && before.completionTime !== undefined && completionTime !== before.completionTime
      ? [invalid('status.completionTime', completionTime, 'field is immutable')]
      : []),
    ...(restarted ? [invalid('status.startTime', startTime, 'field is immutable for unsuspended job once set')] : []),
    ...validateConditionsUpdate(status, before).criteria,
  ]
}
