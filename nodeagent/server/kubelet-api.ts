import type { Duplex } from 'node:stream'

import { ApiError } from '../../apimachinery/api-error.ts'
import { initContainersOf, mainContainersOf } from '../pods/pod.ts'
import type { Pod, PodContainer } from '../pods/pod.ts'
import type { PodWorkers } from '../pods/pod-workers.ts'
import { latestOf } from '../runtimes/latest.ts'
import type { ExecOptions, ExecSession, LogChunk, LogOptions, Runtime } from '../runtimes/runtime.ts'
import { logContainer } from './log-container.ts'
import type { ForwardedPod } from './portforward/forward.ts'

/** Which pod; with a uid, that one and no other of its name. */
export interface PodAddress {
  namespace: string
  pod: string
  uid?: string
}

/** Which container of which pod. */
export interface ContainerAddress extends PodAddress {
  container: string
}

/** Which lines of a log; upstream: v1.PodLogOptions. */
export interface ContainerLogOptions extends LogOptions {
  previous: boolean
  limitBytes?: number
  /** Both unless said. */
  stream?: LogChunk['stream']
}

/** Connections to one pod's ports. */
export interface PortForwarder {
  pod: ForwardedPod
  dial(port: number): Promise<Duplex>
}

/** Starts what was asked for, in a terminal of the size given. */
export type StartSession = (size?: ExecOptions['size']) => Promise<ExecSession>

/**
 * What the API server asks of a node: the same whether by HTTPS or in one process. Errors are ApiError. Exec and attach
 * answer when the container is found, which decides whether there is a connection; what they return starts the session.
 */
export interface KubeletApi {
  pods(): Pod[]
  logs(address: ContainerAddress, options: ContainerLogOptions): Promise<AsyncIterable<Buffer>>
  exec(address: ContainerAddress, options: ExecOptions): Promise<StartSession>
  attach(address: ContainerAddress, options: ExecOptions): Promise<StartSession>
  portForward(address: PodAddress): Promise<PortForwarder>
}

/** The kubelet API over a runtime and the pods that the workers know. */
export function createKubeletApi(
  { runtime, workers }: { runtime: Runtime; workers: Pick<PodWorkers, 'find' | 'list'> },
): KubeletApi {
  function locate({ namespace, pod: name, uid = '' }: PodAddress, missing: string): Pod {
    const pod = workers.find(namespace, name)
    if (pod === null) throw new ApiError(404, 'NotFound', missing)
    if (uid !== '' && pod.metadata.uid !== uid) throw new ApiError(404, 'NotFound', 'pod not found')
    return pod
  }

  async function running(
    address: ContainerAddress, missing: string,
  ): Promise<{ id: string; spec: PodContainer | undefined }> {
    const pod = locate(address, 'pod does not exist')
    const spec = containersOf(pod).find(({ name }) => name === address.container)
    const container = latestOf(await runtime.pod(pod.metadata.uid), address.container)
    if (container?.state !== 'running') throw new ApiError(500, '', missing)
    return { id: container.id, spec }
  }

  return {
    pods: () => workers.list(),
    async logs(address, options) {
      const pod = locate(address, `pod "${address.pod}" does not exist`)
      const spec = containersOf(pod).find(({ name }) => name === address.container)
      if (spec === undefined) {
        throw new ApiError(404, 'NotFound', `container "${address.container}" not found in pod "${address.pod}"`)
      }
      const observed = await runtime.pod(pod.metadata.uid)
      const incarnations = (observed?.containers ?? []).filter(({ name }) => name === spec.name)
      const { id } = logContainer(pod, spec.name, incarnations, options.previous)
      return limited(runtime.logs(id, options), options)
    },
    async exec(address, options) {
      const { id } = await running(address, `container not found ("${address.container}")`)
      return (size) => runtime.exec(id, { ...options, ...(size ? { size } : {}) })
    },
    async attach(address, options) {
      const { id, spec } = await running(
        address, `container ${address.container} not found in pod ${address.pod}_${address.namespace}`,
      )
      // Whether a process has a terminal was settled when it started.
      const tty = spec?.['tty'] === true
      const sharedStdin = spec?.['stdin'] === true && spec['stdinOnce'] !== true
      return () => runtime.attach(id, { ...options, tty, stderr: options.stderr && !tty, sharedStdin })
    },
    async portForward(address) {
      const { metadata: { uid } } = locate(address, 'pod does not exist')
      const observed = await runtime.pod(uid)
      if (!observed?.sandbox?.ready) {
        throw new ApiError(500, '', `pod not found ("${address.pod}_${address.namespace}")`)
      }
      // The name and uid in messages are those of the sandbox, as CRI runtimes say them.
      return { pod: { name: observed.sandbox.id, uid: '' }, dial: (port) => runtime.dial(uid, port) }
    },
  }
}

/** Containers of every kind, in the order in which upstream looks for one. */
function containersOf(pod: Pod): PodContainer[] {
  return [...mainContainersOf(pod), ...initContainersOf(pod), ...(pod['spec'].ephemeralContainers ?? [])]
}

async function* limited(
  chunks: AsyncIterable<LogChunk>, { limitBytes = Infinity, stream: wanted }: ContainerLogOptions,
): AsyncGenerator<Buffer> {
  let left = limitBytes
  for await (const { stream, data } of chunks) {
    if (wanted !== undefined && stream !== wanted) continue
    yield data.subarray(0, left)
    left -= data.length
    if (left <= 0) return
  }
}
