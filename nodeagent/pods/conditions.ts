import type { RuntimePod } from '../runtimes/runtime.ts'
import type { ContainerStatus } from './container-status.ts'
import { initContainersOf, isSidecar } from './pod.ts'
import type { Pod } from './pod.ts'

/** Upstream: v1.PodCondition. */
export interface PodCondition {
  type: string
  status: 'True' | 'False' | 'Unknown'
  observedGeneration?: number
  lastProbeTime: string | null
  lastTransitionTime: string
  reason?: string
  message?: string
}

interface ConditionsInput {
  pod: Pod
  observed: RuntimePod | null
  phase: string
  initStatuses: readonly ContainerStatus[]
  containerStatuses: readonly ContainerStatus[]
  now: string
}

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>

/** The conditions kubelet owns, in its order, and behind them those of others. */
export function podConditions(input: ConditionsInput): PodCondition[] {
  const { pod, now } = input
  const before: PodCondition[] = pod['status']?.conditions ?? []
  const containersReady = readyVerdict(input)
  const own: [type: string, verdict: Verdict][] = [
    ['PodReadyToStartContainers', { status: input.observed?.sandbox?.ready ? 'True' : 'False' }],
    ['Initialized', initializedVerdict(input)],
    ['Ready', gatedVerdict(pod, before, containersReady)],
    ['ContainersReady', containersReady],
    ['PodScheduled', { status: 'True' }],
  ]
  const others = before.filter(({ type }) => !own.some(([name]) => name === type))
  return [...own.map(([type, verdict]) => condition(type, verdict, before, pod, now)), ...others]
}

/** A condition whose status did not change keeps the time of its last change. */
function condition(
  type: string, verdict: Verdict, before: readonly PodCondition[], pod: Pod, now: string,
): PodCondition {
  const old = before.find((one) => one.type === type)
  return {
    type,
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    status: verdict.status,
    lastProbeTime: null,
    lastTransitionTime: old?.status === verdict.status ? old.lastTransitionTime : now,
    ...(verdict.reason ? { reason: verdict.reason } : {}),
    ...(verdict.message ? { message: verdict.message } : {}),
  }
}

function initializedVerdict({ pod, phase, initStatuses, containerStatuses }: ConditionsInput): Verdict {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' }
  // Once a container of the pod has run, its init containers were done, though they may be gone by now.
  if (containerStatuses.some(({ state, lastState }) => state.running ?? state.terminated ?? lastState.terminated)) {
    return { status: 'True' }
  }
  const inits = initContainersOf(pod)
  const incomplete = initStatuses.filter(({ ready, started }, at) => !(isSidecar(inits[at]!) ? started : ready))
  if (incomplete.length === 0) return { status: 'True' }
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${incomplete.map(({ name }) => name).join(' ')}]`,
  }
}

function readyVerdict({ phase, containerStatuses }: ConditionsInput): Verdict {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' }
  const unready = containerStatuses.filter(({ ready }) => !ready)
  if (unready.length === 0) return { status: 'True' }
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.map(({ name }) => name).join(' ')}]`,
  }
}

function gatedVerdict(pod: Pod, before: readonly PodCondition[], containersReady: Verdict): Verdict {
  if (containersReady.status !== 'True') return containersReady
  const gates: { conditionType: string }[] = pod['spec'].readinessGates ?? []
  const closed = gates.flatMap(({ conditionType }) => {
    const gate = before.find(({ type }) => type === conditionType)
    if (gate === undefined) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`]
    return gate.status === 'True'
      ? []
      : [`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`]
  })
  if (closed.length === 0) return { status: 'True' }
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: closed.join(', ') }
}
