import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { available, fenceposts, sum, wanted } from './sizes.ts'

const noDeadline = 2 ** 31 - 1

/** What is known of a deployment when its status is worked out. */
export interface Rollout {
  deployment: KubeObject
  fresh: KubeObject | undefined
  all: readonly KubeObject[]
  now: number
}

export function findCondition(status: any, type: string): any {
  return status?.conditions?.find((condition: any) => condition.type === type)
}

/** A condition as it begins now. */
export function condition(type: string, status: string, reason: string, message: string, now: number): any {
  const time = formatTime(new Date(now))
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message }
}

/** Sets one condition; the same status and reason change nothing, the same status keeps its transition time. */
export function withCondition(conditions: readonly any[] = [], next: any): any[] {
  const current = conditions.find(({ type }) => type === next.type)
  if (current?.status === next.status && current?.reason === next.reason) return [...conditions]
  const kept = current?.status === next.status ? { ...next, lastTransitionTime: current.lastTransitionTime } : next
  return [...conditions.filter(({ type }) => type !== next.type), kept]
}

const without = (conditions: readonly any[], type: string) => conditions.filter((one) => one.type !== type)

/** Counts, and whether there is minimum availability. Upstream: calculateStatus. */
export function countStatus({ deployment, fresh, all, now }: Rollout): any {
  const availableReplicas = sum(all, available)
  const enough = availableReplicas >= wanted(deployment) - fenceposts(deployment).unavailable
  const verdict = enough
    ? condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
    : condition(
      'Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', now,
    )
  const counts = {
    replicas: sum(all, ({ status }) => status?.replicas),
    updatedReplicas: fresh?.['status']?.replicas ?? 0,
    readyReplicas: sum(all, ({ status }) => status?.readyReplicas),
    availableReplicas,
    unavailableReplicas: Math.max(0, sum(all, wanted) - availableReplicas),
  }
  const { collisionCount } = deployment['status'] ?? {}
  return {
    observedGeneration: deployment.metadata.generation,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    ...terminating(all),
    conditions: withCondition(deployment['status']?.conditions, verdict),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  }
}

/**
 * Unknown while a ReplicaSet that was looked at has not said how many.
 * Upstream: GetTerminatingReplicaCountForReplicaSets.
 */
function terminating(all: readonly KubeObject[]): { terminatingReplicas?: number } {
  const isKnown = all.every(({ status }) => status?.terminatingReplicas !== undefined || !status?.observedGeneration)
  return isKnown ? { terminatingReplicas: sum(all, ({ status }) => status?.terminatingReplicas) } : {}
}

/** The status in the middle of a rollout: progress, deadline and failures added. Upstream: syncRolloutStatus. */
export function rolloutStatus(rollout: Rollout): any {
  const status = countStatus(rollout)
  const { deployment } = rollout
  const current = findCondition(deployment['status'], 'Progressing')
  let conditions: any[] = status.conditions
  if (!hasDeadline(deployment)) conditions = without(conditions, 'Progressing')
  const settled = (status.replicas ?? 0) === (status.updatedReplicas ?? 0)
    && current?.reason === 'NewReplicaSetAvailable'
  if (hasDeadline(deployment) && !settled) {
    const next = progress(rollout, status, current)
    if (next?.reason === 'ReplicaSetUpdated') {
      const since = current?.status === 'True' ? { lastTransitionTime: current.lastTransitionTime } : {}
      conditions = [...without(conditions, 'Progressing'), { ...next, ...since }]
    } else if (next !== undefined) conditions = withCondition(conditions, next)
  }
  const failure = replicaFailure(rollout)
  conditions = failure === undefined ? without(conditions, 'ReplicaFailure') : withCondition(conditions, failure)
  return { ...status, conditions }
}

function progress({ deployment, fresh, now }: Rollout, status: any, current: any): any {
  const what = fresh === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${fresh.metadata.name}"`
  if (isComplete(deployment, status)) {
    return condition('Progressing', 'True', 'NewReplicaSetAvailable', `${what} has successfully progressed.`, now)
  }
  if (isProgressing(deployment['status'] ?? {}, status)) {
    return condition('Progressing', 'True', 'ReplicaSetUpdated', `${what} is progressing.`, now)
  }
  if (isTimedOut(deployment, current, now)) {
    return condition('Progressing', 'False', 'ProgressDeadlineExceeded', `${what} has timed out progressing.`, now)
  }
  return undefined
}

export function hasDeadline(deployment: KubeObject): boolean {
  return (deployment['spec'].progressDeadlineSeconds ?? noDeadline) !== noDeadline
}

export function isComplete(deployment: KubeObject, status: any): boolean {
  const target = wanted(deployment)
  return ['updatedReplicas', 'replicas', 'availableReplicas'].every((field) => (status[field] ?? 0) === target)
    && (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
}

function isProgressing(before: any, after: any): boolean {
  const grew = (field: string) => (after[field] ?? 0) > (before[field] ?? 0)
  const old = (status: any) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0)
  return grew('updatedReplicas') || grew('readyReplicas') || grew('availableReplicas') || old(after) < old(before)
}

function isTimedOut(deployment: KubeObject, current: any, now: number): boolean {
  if (current === undefined || current.reason === 'NewReplicaSetAvailable') return false
  return current.reason === 'ProgressDeadlineExceeded' || deadlineOf(deployment, current) < now
}

function deadlineOf(deployment: KubeObject, current: any): number {
  return Date.parse(current.lastUpdateTime) + deployment['spec'].progressDeadlineSeconds * 1000
}

/** In how many milliseconds to look whether the rollout is stuck; undefined when it cannot be. */
export function checkAgainIn(deployment: KubeObject, status: any, now: number): number | undefined {
  const current = findCondition(status, 'Progressing')
  if (!hasDeadline(deployment) || current === undefined || deployment['spec'].paused) return undefined
  if (isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return undefined
  if (current.reason === 'NewReplicaSetAvailable') return undefined
  return Math.max(0, deadlineOf(deployment, current) - now) + 1000
}

function replicaFailure({ fresh, all }: Rollout): any {
  const failures = [fresh, ...all].map((replicaSet) => findCondition(replicaSet?.['status'], 'ReplicaFailure'))
  const found = failures.find((failure) => failure !== undefined)
  return found && { ...found, lastUpdateTime: found.lastTransitionTime }
}

/**
 * The condition that says a rollout was paused or resumed, when it has to be said anew.
 * Upstream: checkPausedConditions.
 */
export function pausedCondition(deployment: KubeObject, now: number): any {
  if (!hasDeadline(deployment)) return undefined
  const current = findCondition(deployment['status'], 'Progressing')
  if (current?.reason === 'ProgressDeadlineExceeded') return undefined
  const isPaused = current?.reason === 'DeploymentPaused'
  if (deployment['spec'].paused && !isPaused) {
    return condition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', now)
  }
  if (!deployment['spec'].paused && isPaused) {
    return condition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', now)
  }
  return undefined
}
