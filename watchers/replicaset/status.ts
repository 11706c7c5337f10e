import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { selects } from '../runtime/selects.ts'
import { availableIn, isPodActive, isPodReady, isPodTerminating } from '../runtime/pods.ts'

/** What went wrong while pods were created or deleted; `creating` tells which. */
export interface ManageFailure {
  creating: boolean
  message: string
  error: unknown
}

export interface StatusFacts {
  /** All pods the ReplicaSet owns, ended and terminating ones too. */
  owned: readonly KubeObject[]
  failure?: ManageFailure | undefined
  now: number
}

/**
 * The ReplicaSet's status as it should be, and when, in milliseconds, a pod next becomes available.
 * Upstream: calculateStatus.
 */
export function planStatus(
  replicaSet: KubeObject, { owned, failure, now }: StatusFacts,
): { status: any; availableAfter?: number } {
  const { minReadySeconds = 0, template } = replicaSet['spec']
  const active = owned.filter(isPodActive)
  const waits = active.map((pod) => availableIn(pod, minReadySeconds, now)).filter((wait) => wait !== undefined)
  const soon = waits.filter((wait) => wait > 0)
  const counts = {
    fullyLabeledReplicas: active.filter(({ metadata }) =>
      selects({ matchLabels: template.metadata?.labels ?? {} }, metadata.labels)).length,
    readyReplicas: active.filter(isPodReady).length,
    availableReplicas: waits.length - soon.length,
  }
  const conditions = planConditions(replicaSet['status']?.conditions ?? [], failure, now)
  return {
    status: {
      replicas: active.length,
      ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
      terminatingReplicas: owned.filter(isPodTerminating).length,
      observedGeneration: replicaSet.metadata.generation ?? 0,
      ...(conditions.length === 0 ? {} : { conditions }),
    },
    ...(soon.length === 0 ? {} : { availableAfter: Math.min(...soon) }),
  }
}

function planConditions(conditions: readonly any[], failure: ManageFailure | undefined, now: number): any[] {
  const known = conditions.find(({ type }) => type === 'ReplicaFailure')
  const others = conditions.filter(({ type }) => type !== 'ReplicaFailure')
  if (failure === undefined) return others
  // The first failure stays: names of pods that could not be created differ each time, and each write would cause the
  // next.
  if (known !== undefined) return [...conditions]
  return [...others, {
    type: 'ReplicaFailure',
    status: 'True',
    lastTransitionTime: formatTime(new Date(now)),
    reason: failure.creating ? 'FailedCreate' : 'FailedDelete',
    message: failure.message,
  }]
}
