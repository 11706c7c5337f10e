import { ApiError, badRequest } from '../../apimachinery/api-error.ts'
import { latestOf } from '../pods/plan.ts'
import { initContainersOf, mainContainersOf } from '../pods/pod.ts'
import type { Pod } from '../pods/pod.ts'
import type { PodWorkers } from '../pods/pod-workers.ts'
import type { ExecOptions, ExecSession, LogOptions, Runtime, RuntimeContainer } from '../runtimes/runtime.ts'

/** Which container of which pod. */
export interface ContainerAddress {
  namespace: string
  pod: string
  /** May be left out when the pod has one container. */
  container: string
}

/** Which lines of a log; upstream: v1.PodLogOptions. */
export interface ContainerLogOptions extends LogOptions {
  previous: boolean
  limitBytes?: number
}

/** What the API server asks of a node: the same whether by HTTPS or in one process. Errors are ApiError. */
export interface KubeletApi {
  pods(): Pod[]
  logs(address: ContainerAddress, options: ContainerLogOptions): Promise<AsyncIterable<Buffer>>
  exec(address: ContainerAddress, options: ExecOptions): Promise<ExecSession>
  attach(address: ContainerAddress, options: ExecOptions): Promise<ExecSession>
}

/** The kubelet API over a runtime and the pods that the workers know. */
export function createKubeletApi({ runtime, workers }: { runtime: Runtime; workers: PodWorkers }): KubeletApi {
  function locate({ namespace, pod: podName, container }: ContainerAddress) {
    const pod = workers.find(namespace, podName)
    if (pod === null) throw new ApiError(404, 'NotFound', `pod "${podName}" not found`, { name: podName, kind: 'pods' })
    const all = [...mainContainersOf(pod), ...initContainersOf(pod)]
    const spec = container === '' ? all[0] : all.find(({ name }) => name === container)
    if (spec === undefined) {
      throw new ApiError(404, 'NotFound', `container ${container} not found in pod ${podName}_${namespace}`)
    }
    return { pod, spec }
  }

  async function running(address: ContainerAddress): Promise<{ id: string; tty: boolean }> {
    const { pod, spec } = locate(address)
    const container = latestOf(await runtime.pod(pod.metadata.uid), spec.name)
    if (container?.state !== 'running') {
      throw new ApiError(500, '', `container not found ("${spec.name}")`)
    }
    return { id: container.id, tty: spec['tty'] === true }
  }

  return {
    pods: () => workers.list(),
    async logs(address, options) {
      const { pod, spec } = locate(address)
      const observed = await runtime.pod(pod.metadata.uid)
      const incarnations = (observed?.containers ?? []).filter(({ name }) => name === spec.name)
      const { id } = logContainer(pod, spec.name, incarnations, options.previous)
      return limited(runtime.logs(id, options), options.limitBytes)
    },
    async exec(address, options) {
      return runtime.exec((await running(address)).id, options)
    },
    async attach(address, options) {
      const { id, tty } = await running(address)
      return runtime.attach(id, { ...options, tty })
    },
  }
}

/** The incarnation whose log is meant. Upstream: validateContainerLogStatus. */
function logContainer(pod: Pod, name: string, incarnations: readonly RuntimeContainer[], previous: boolean): RuntimeContainer {
  const started = incarnations.filter(({ state }) => state !== 'created')
  const waiting = waitingReason(pod, name)
  if (previous) {
    // While a container waits to be started again its last incarnation is the previous one.
    const found = waiting !== null ? started.at(-1) : started.at(-2)
    if (found) return found
    throw badRequest(`previous terminated container "${name}" in pod "${pod.metadata.name}" not found`)
  }
  const latest = started.at(-1)
  if (latest) return latest
  const where = `container "${name}" in pod "${pod.metadata.name}"`
  switch (waiting) {
    case 'ErrImagePull':
      throw badRequest(`${where} is waiting to start: image can't be pulled`)
    case 'ImagePullBackOff':
      throw badRequest(`${where} is waiting to start: trying and failing to pull image`)
    case null:
      throw badRequest(`${where} is waiting to start: ContainerCreating`)
    default:
      throw badRequest(`${where} is waiting to start: ${waiting}`)
  }
}

function waitingReason(pod: Pod, name: string): string | null {
  const { initContainerStatuses = [], containerStatuses = [] } = pod['status'] ?? {}
  const status = [...initContainerStatuses, ...containerStatuses].find((one: { name: string }) => one.name === name)
  return status?.state?.waiting?.reason ?? null
}

async function* limited(chunks: AsyncIterable<{ data: Buffer }>, limit = Infinity): AsyncGenerator<Buffer> {
  let left = limit
  for await (const { data } of chunks) {
    yield data.subarray(0, left)
    left -= data.length
    if (left <= 0) return
  }
}
