import { mayRestart } from '../../apimachinery/container-restart.ts'
import { latestOf } from '../runtimes/latest.ts'
import type { RuntimePod } from '../runtimes/runtime.ts'
import { podConditions } from './conditions.ts'
import { containerStatus } from './container-status.ts'
import type { ContainerStatus } from './container-status.ts'
import { hasFailedForGood } from './plan.ts'
import { initContainersOf, isSidecar, mainContainersOf } from './pod.ts'
import type { Pod } from './pod.ts'
import type { StatusInput } from './status-input.ts'

/** The status that kubelet would report. Fields that others own (qosClass, nominatedNodeName) are kept. */
export function podStatus(input: StatusInput): Record<string, any> {
  const { pod, observed, hostIps, now } = input
  const before = pod['status'] ?? {}
  const inits = initContainersOf(pod)
  const initStatuses = inits.map((container) => containerStatus(container, 'init', input))
  const containerStatuses = mainContainersOf(pod).map((container) => containerStatus(container, 'main', input))
  const phase = phaseOf(input, initStatuses, containerStatuses)
  const ips = podIps(pod, observed, hostIps, phase)
  return {
    ...before,
    observedGeneration: pod.metadata.generation ?? before.observedGeneration,
    phase,
    ...(phase === 'Failed' && input.failure ? input.failure : {}),
    conditions: podConditions({ pod, observed, phase, initStatuses, containerStatuses, now }),
    hostIP: hostIps[0],
    hostIPs: hostIps.map((ip) => ({ ip })),
    ...(ips.length > 0
      ? { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) }
      : { podIP: undefined, podIPs: undefined }),
    startTime: before.startTime ?? now,
    ...(inits.length > 0 ? { initContainerStatuses: initStatuses } : {}),
    containerStatuses,
  }
}

function podIps(pod: Pod, observed: RuntimePod | null, hostIps: readonly string[], phase: string): readonly string[] {
  if (pod['spec'].hostNetwork === true) return observed?.sandbox ? hostIps : []
  const ips = observed?.sandbox?.ips ?? []
  // The sandbox of a finished pod is stopped; where it was stays known.
  if (ips.length > 0 || !isTerminal(phase)) return ips
  return (pod['status']?.podIPs ?? []).map(({ ip }: { ip: string }) => ip)
}

const isTerminal = (phase: string): boolean => phase === 'Succeeded' || phase === 'Failed'

/** Upstream: getPhase, and the status manager's rule that a pod is not over while a container of it runs. */
function phaseOf(input: StatusInput, inits: readonly ContainerStatus[], mains: readonly ContainerStatus[]): string {
  const { pod } = input
  const before = pod['status']?.phase
  if (isTerminal(before)) return before
  const phase = input.failure ? 'Failed' : phaseByContainers(pod, input.observed, inits, mains)
  if (!isTerminal(phase) || ![...inits, ...mains].some(({ state }) => state.running)) return phase
  return before ?? 'Running'
}

function phaseByContainers(
  pod: Pod,
  observed: RuntimePod | null,
  inits: readonly ContainerStatus[],
  mains: readonly ContainerStatus[],
): string {
  const failedInit = initContainersOf(pod).some((init) => {
    const latest = latestOf(observed, init.name)
    return !isSidecar(init) && latest !== null && hasFailedForGood(pod, init, latest)
  })
  if (failedInit && mains.every(({ state }) => state.waiting)) return 'Failed'
  const pendingInit = initContainersOf(pod).some((init, at) => !isSidecar(init) && !initDone(inits[at]))
  const neverRan = mains.some(({ state, lastState }) => state.waiting && !lastState.terminated)
  if (pendingInit || neverRan) return 'Pending'
  if (mains.some(({ state }) => state.running)) return 'Running'
  const ends = mains.map(({ state, lastState }) => state.terminated ?? lastState.terminated)
  if (mains.some(({ state }) => state.waiting)) return 'Running'
  // A deleted pod's containers are not started again, whatever the policy says.
  const deleted = Boolean(pod.metadata.deletionTimestamp)
  const specs = mainContainersOf(pod)
  if (!deleted && ends.some((end, at) => end && mayRestart(specs[at]!, pod['spec'], end.exitCode))) return 'Running'
  return ends.every((end) => end?.exitCode === 0) ? 'Succeeded' : 'Failed'
}

const initDone = (status: ContainerStatus | undefined): boolean => status?.state.terminated?.exitCode === 0
