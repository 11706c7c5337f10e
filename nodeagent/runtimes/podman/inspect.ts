import type { RuntimeContainer, RuntimePod, RuntimeSandbox } from '../runtime.ts'
import { labels } from './names.ts'

/** One row of podman's container list, as far as it is read. */
export interface ListedContainer {
  Id: string
  State: string
  Pid: number
  Labels: Record<string, string> | null
}

/** Podman's description of one container, as far as it is read. */
export interface InspectedContainer {
  Id: string
  Created: string
  Image: string
  ImageName: string
  State: {
    Status: string
    Pid: number
    ConmonPid: number
    ExitCode: number
    OOMKilled: boolean
    StartedAt: string
    FinishedAt: string
  }
  Config: { Labels: Record<string, string> | null; Tty: boolean }
  HostConfig: { LogConfig: { Path: string } }
  NetworkSettings: { Networks?: Record<string, { IPAddress: string; GlobalIPv6Address?: string }> | null }
}

/** All of one pod's containers, its sandbox among them, as one pod. */
export function toRuntimePod(
  containers: readonly InspectedContainer[], oomKilled: (id: string) => boolean,
): RuntimePod | null {
  const first = containers[0]
  if (first === undefined) return null
  const sandbox = containers.find((one) => labelsOf(one)[labels.kind] === 'sandbox')
  const about = labelsOf(first)
  return {
    uid: about[labels.podUid] ?? '',
    name: about[labels.podName] ?? '',
    namespace: about[labels.podNamespace] ?? '',
    sandbox: sandbox ? toSandbox(sandbox) : null,
    containers: containers
      .filter((one) => one !== sandbox)
      .map((one) => toContainer(one, oomKilled))
      .sort((a, b) => a.attempt - b.attempt),
  }
}

function toSandbox(inspected: InspectedContainer): RuntimeSandbox {
  const addresses = Object.values(inspected.NetworkSettings.Networks ?? {})
    .flatMap(({ IPAddress, GlobalIPv6Address }) => [IPAddress, GlobalIPv6Address ?? ''])
    .filter((ip) => ip !== '')
  return {
    id: inspected.Id,
    ready: inspected.State.Status === 'running',
    ips: addresses,
    createdAt: inspected.Created,
  }
}

function toContainer(inspected: InspectedContainer, oomKilled: (id: string) => boolean): RuntimeContainer {
  const about = labelsOf(inspected)
  const { State } = inspected
  const state = stateOf(State.Status)
  return {
    id: inspected.Id,
    name: about[labels.container] ?? '',
    attempt: Number(about[labels.attempt] ?? 0),
    state,
    createdAt: inspected.Created,
    startedAt: timeOf(State.StartedAt),
    finishedAt: timeOf(State.FinishedAt),
    exitCode: State.ExitCode,
    oomKilled: state === 'exited' && (State.OOMKilled || oomKilled(inspected.Id)),
    image: about[labels.image] ?? inspected.ImageName,
    imageId: inspected.Image,
    terminationMessageFile: about[labels.terminationMessageFile] ?? '',
  }
}

const labelsOf = (inspected: InspectedContainer): Record<string, string> => inspected.Config.Labels ?? {}

function stateOf(status: string): RuntimeContainer['state'] {
  switch (status) {
    case 'running':
    case 'paused':
    case 'stopping':
      return 'running'
    case 'created':
    case 'configured':
    case 'initialized':
      return 'created'
    default:
      return 'exited'
  }
}

/** Podman prints a time that never was as year 1. */
const timeOf = (time: string): string | null => (time.startsWith('0001-') ? null : time)
