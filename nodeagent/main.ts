import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Logger } from '../apimachinery/log.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import type { ApiClient } from '../watchers/runtime/client.ts'
import { createImagePuller } from './images/puller.ts'
import { hostAddresses } from './node/addresses.ts'
import { repeat } from './node/heartbeat.ts'
import { createNodeLease } from './node/lease.ts'
import { allocatableMemoryKi, readMachine } from './node/node-object.ts'
import { registerNode, updateNodeStatus } from './node/register.ts'
import { createBackoff } from './pods/backoff.ts'
import { createEventRecorder } from './pods/events.ts'
import { createPodObjects } from './pods/objects.ts'
import { followPods } from './pods/pod-source.ts'
import { createPodWorkers } from './pods/pod-workers.ts'
import { createPodmanRuntime } from './runtimes/podman/podman.ts'
import type { Runtime } from './runtimes/runtime.ts'
import { createKubeletApi } from './server/kubelet-api.ts'
import type { KubeletApi } from './server/kubelet-api.ts'
import { startKubeletServer } from './server/server.ts'

/** What an agent is started with. */
export interface AgentOptions {
  client: ApiClient
  nodeName: string
  /** The agent's own folder: podman's configuration, and a folder per pod. */
  dataDir: string
  log: Logger
  /** Stops the agent; containers go on, and the next start adopts them. */
  signal: AbortSignal
  /** The addresses of this node's pods. */
  podCidr: string
  /** Name servers for pods that ask for the cluster's; none: they get the host's. */
  clusterDns?: readonly string[]
  clusterDomain: string
  /** Where the kubelet API is served; `address` is also the node's InternalIP unless it is a wildcard. */
  server: { address: string; port: number; tls: { key: string; cert: string; clientCa: string } }
  /** Between two renewals of the node's Lease; 10 unless said. */
  leaseSeconds?: number
  /** Runs pods; podman on this machine unless given. */
  runtime?: Runtime
}

/** A started agent. */
export interface Agent {
  /** The node is registered and its pods are followed. Rejects when the agent cannot start. */
  ready: Promise<void>
  /** The agent has stopped and holds nothing open. Rejects like `ready`. */
  done: Promise<void>
  /** The kubelet API for callers in this process; null until ready. */
  api: () => KubeletApi | null
}

/** Node statuses that say nothing new are written this often, as kubelet does. */
const statusReportSeconds = 300
const startRetryMilliseconds = 1000

/** Starts the agent of this machine. */
export function startAgent(options: AgentOptions): Agent {
  let api: KubeletApi | null = null
  const ready = Promise.withResolvers<void>()
  const done = run(options, (started) => {
    api = started
    ready.resolve()
  })
  done.catch(ready.reject)
  // Whoever waits for `done` alone hears of a failed start there.
  ready.promise.catch(() => {})
  void done.then(() => ready.resolve(), () => {})
  return { ready: ready.promise, done, api: () => api }
}

async function run(options: AgentOptions, onReady: (api: KubeletApi) => void): Promise<void> {
  const { nodeName, dataDir, signal, podCidr } = options
  const log = options.log.named('agent')
  mkdirSync(join(dataDir, 'pods'), { recursive: true, mode: 0o750 })
  const agent = `${nodeName}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 8)}`
  const runtime = options.runtime ?? (await createPodmanRuntime({ dataDir, agent, podCidr, log, signal }))
  try {
    await runOn(runtime, { ...options, log }, onReady)
  } finally {
    if (options.runtime === undefined) await runtime.close()
  }
}

async function runOn(runtime: Runtime, options: AgentOptions, onReady: (api: KubeletApi) => void): Promise<void> {
  const { client, nodeName, dataDir, signal, podCidr, log } = options
  const machine = readMachine(dataDir)
  const addresses = hostAddresses(options.server.address)
  const events = createEventRecorder({ client, host: nodeName, log })
  const workers = createPodWorkers({
    client,
    runtime,
    log,
    images: createImagePuller(runtime),
    objects: createPodObjects(client),
    backoff: createBackoff({ initialSeconds: 10, maxSeconds: 300 }),
    now: Date.now,
    podsFolder: join(dataDir, 'pods'),
    record: events.record,
    node: () => ({
      hostIps: addresses, allocatableCpu: machine.cpus, allocatableMemory: allocatableMemoryKi(machine) * 1024,
    }),
    dns: { clusterDns: options.clusterDns ?? [], clusterDomain: options.clusterDomain },
  })
  const api = createKubeletApi({ runtime, workers })
  const server = await startKubeletServer({ api, ...options.server, log })
  const facts = {
    name: nodeName, addresses, podCidr, runtimeVersion: runtime.version, kubeletPort: server.port, dataDir,
  }
  try {
    const node = await registered(() => registerNode(client, facts, machine, new Date()), { signal, log })
    if (node === null) return
    const lease = createNodeLease(client, { name: nodeName, uid: node.metadata.uid ?? '' }, options.leaseSeconds ?? 10)
    const report = (always: boolean) => updateNodeStatus(client, facts, machine, { now: new Date(), always })
    await report(true)
    runtime.listen((uid) => workers.poke(uid), signal)
    const loops = [
      followPods({ client, nodeName, listener: workers, signal, log }),
      repeat(options.leaseSeconds ?? 10, () => lease.renew(new Date()), {
        signal, log, name: 'renew the lease of this node',
      }),
      sleep(statusReportSeconds * 1000, undefined, { signal }).then(
        () => repeat(statusReportSeconds, () => report(false), { signal, log, name: 'report the status of this node' }),
        () => {},
      ),
    ]
    onReady(api)
    await Promise.all(loops)
  } finally {
    await workers.close()
    await server.close()
    await events.flush()
  }
}

/** A server that is not there yet is waited for; null when the agent is stopped before. */
async function registered(
  register: () => Promise<KubeObject>, { signal, log }: Pick<AgentOptions, 'signal' | 'log'>,
): Promise<KubeObject | null> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      return await register()
    } catch (error) {
      if (failures % 10 === 0) log.warn('cannot register this node', { error })
      await sleep(startRetryMilliseconds, undefined, { signal }).catch(() => {})
    }
  }
  return null
}
