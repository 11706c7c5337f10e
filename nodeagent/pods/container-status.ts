import type { RuntimeContainer } from '../runtimes/runtime.ts'
import { exitCodeOf, hasEnded } from './plan.ts'
import { initContainersOf, isSidecar } from './pod.ts'
import type { PodContainer } from './pod.ts'
import type { StatusInput, WaitingReason } from './status-input.ts'

/** Upstream: v1.ContainerStateTerminated. */
export interface TerminatedState {
  exitCode: number
  reason: string
  message?: string
  startedAt: string | null
  finishedAt: string | null
  containerID: string
}

/** Upstream: v1.ContainerState. */
export interface ContainerState {
  waiting?: WaitingReason
  running?: { startedAt: string | null }
  terminated?: TerminatedState
}

/** Upstream: v1.ContainerStatus. */
export interface ContainerStatus {
  name: string
  state: ContainerState
  lastState: ContainerState
  ready: boolean
  restartCount: number
  image: string
  imageID: string
  containerID?: string
  started: boolean
  [field: string]: unknown
}

/** What is reported of a container that never ran. */
const epoch = '1970-01-01T00:00:00Z'

/** The status of one container, read from its newest incarnations. */
export function containerStatus(container: PodContainer, kind: 'init' | 'main', input: StatusInput): ContainerStatus {
  const incarnations = (input.observed?.containers ?? []).filter(({ name }) => name === container.name)
  const latest = incarnations.at(-1) ?? null
  const before = reportedBefore(container.name, input)
  const state = stateOf(container, latest, input)
  const probed = input.probes(container.name)
  const running = state.running !== undefined
  return {
    name: container.name,
    state,
    lastState: lastStateOf(state, incarnations, before, input),
    ready: kind === 'main' || isSidecar(container)
      ? running && probed.started && probed.ready
      : state.terminated?.exitCode === 0,
    restartCount: latest?.attempt ?? before?.restartCount ?? 0,
    image: latest?.image ?? container.image,
    imageID: latest ? (input.imageIds.get(latest.imageId) ?? latest.imageId) : '',
    ...(latest ? { containerID: `${input.scheme}://${latest.id}` } : {}),
    started: running && probed.started,
    ...resourcesOf(container, latest),
    ...mountsOf(container),
  }
}

function reportedBefore(name: string, { pod }: StatusInput): ContainerStatus | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = pod['status'] ?? {}
  return [...initContainerStatuses, ...containerStatuses].find((one: ContainerStatus) => one.name === name)
}

function stateOf(
  container: PodContainer,
  latest: RuntimeContainer | null,
  input: StatusInput,
): ContainerState {
  const waiting = input.waiting.get(container.name)
  if (latest !== null && !hasEnded(latest)) return { running: { startedAt: wholeSeconds(latest.startedAt) } }
  if (waiting !== undefined) return { waiting }
  if (latest !== null) return { terminated: terminated(latest, input) }
  const before = reportedBefore(container.name, input)
  // Its container is gone from the host, but it did end: what was reported stays true.
  if (before?.state.terminated) return { terminated: before.state.terminated }
  const initializing = initContainersOf(input.pod).length > 0
  return { waiting: { reason: initializing ? 'PodInitializing' : 'ContainerCreating' } }
}

function lastStateOf(
  state: ContainerState,
  incarnations: readonly RuntimeContainer[],
  before: ContainerStatus | undefined,
  input: StatusInput,
): ContainerState {
  const latest = incarnations.at(-1)
  const earlier = state.waiting && latest && hasEnded(latest) ? latest : incarnations.at(-2)
  if (earlier) return { terminated: terminated(earlier, input) }
  if (before?.lastState.terminated) return before.lastState
  return state.terminated === undefined && before?.state.terminated ? { terminated: before.state.terminated } : {}
}

function terminated(container: RuntimeContainer, input: StatusInput): TerminatedState {
  const startError = input.startErrors.get(container.id)
  const message = startError ?? input.terminationMessages.get(container.id)
  const never = container.state === 'created'
  return {
    exitCode: exitCodeOf(container),
    reason: reasonOf(container),
    ...(message ? { message } : {}),
    startedAt: never ? epoch : wholeSeconds(container.startedAt),
    finishedAt: wholeSeconds(container.finishedAt ?? container.createdAt),
    containerID: `${input.scheme}://${container.id}`,
  }
}

function reasonOf(container: RuntimeContainer): string {
  if (container.state === 'created') return 'StartError'
  if (container.oomKilled) return 'OOMKilled'
  return container.exitCode === 0 ? 'Completed' : 'Error'
}

const wholeSeconds = (time: string | null): string | null =>
  time === null ? null : `${new Date(time).toISOString().slice(0, 19)}Z`

function resourcesOf(container: PodContainer, latest: RuntimeContainer | null): Record<string, unknown> {
  const resources = container['resources'] ?? {}
  return {
    ...(resources.requests ? { allocatedResources: resources.requests } : {}),
    ...(latest ? { resources } : {}),
  }
}

function mountsOf(container: PodContainer): Record<string, unknown> {
  const mounts: { name: string; mountPath: string; readOnly?: boolean }[] = container['volumeMounts'] ?? []
  if (mounts.length === 0) return {}
  return {
    volumeMounts: mounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
    })),
  }
}
