import type { RuntimePod } from '../runtimes/runtime.ts'
import type { Pod } from './pod.ts'

/** Why a container does not run, in kubelet's words. */
export interface WaitingReason {
  reason: string
  message?: string
}

/** Why the agent has ended a pod as a whole. */
export interface PodFailure {
  reason: string
  message: string
}

/** All that a pod's status is made from. */
export interface StatusInput {
  pod: Pod
  observed: RuntimePod | null
  /** Why containers do not run, by container, from the last step. */
  waiting: ReadonlyMap<string, WaitingReason>
  /** Messages of starts that failed, by container id. */
  startErrors: ReadonlyMap<string, string>
  failure: PodFailure | null
  /** `imageID` by the runtime's image id. */
  imageIds: ReadonlyMap<string, string>
  /** Ends of containers' termination messages, by container id. */
  terminationMessages: ReadonlyMap<string, string>
  /** Whether a running container is ready and started; without probes both are true. */
  probes: (container: string) => { ready: boolean; started: boolean }
  hostIps: readonly string[]
  scheme: string
  /** RFC 3339 in whole seconds. */
  now: string
}
