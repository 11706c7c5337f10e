import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Logger } from '../../apimachinery/log.ts'
import { createPodProber } from '../probes/prober.ts'
import type { PodProber } from '../probes/prober.ts'
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime.ts'
import type { EventSubject, RecordEvent } from './events.ts'
import type { NodeFacts } from './field-ref.ts'
import type { IssuedToken } from './objects.ts'
import { fieldPathOf } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'
import { createPodMemory, createReporter } from './reporter.ts'
import type { PodMemory } from './reporter.ts'
import type { DnsSettings } from './resolver.ts'
import type { StartDeps } from './start-container.ts'
import type { StatusWriter } from './status-writer.ts'

/** What a pod's worker works with. */
export interface WorkerDeps extends StartDeps {
  /** Holds a folder per pod. */
  podsFolder: string
  record: RecordEvent
  status: StatusWriter
  /** Ends the pod's object in the API. */
  confirmDeletion: (pod: Pod) => Promise<void>
  node: () => Omit<NodeFacts, 'podIps'>
  dns: DnsSettings
  log: Logger
}

/** What the steps of one pod share. Only its worker and its steps change it, and these never overlap. */
export interface PodContext {
  readonly deps: WorkerDeps
  readonly folder: string
  readonly memory: PodMemory
  readonly prober: PodProber
  /** Tokens of the pod's volumes that still live. */
  readonly tokens: Map<string, IssuedToken & { refreshAt: number }>
  /** Aborts when the agent stops. */
  readonly closing: AbortController
  /** Brings the pod's status to the API, as long as the pod is there. */
  readonly publish: (observed: RuntimePod | null) => Promise<void>
  /** As the API last told it. */
  pod: Pod
  inApi: boolean
  /** When the next step is due though nothing happens; Infinity for never. */
  retryAt: number
  /** What is being stopped, so that a shorter grace can reach it. */
  stopping: RuntimeContainer[]
}

/** The context of a pod that has just become known; `changed` is called when a probe's verdict changes. */
export function createPodContext(pod: Pod, deps: WorkerDeps, changed: () => void): PodContext {
  const memory = createPodMemory()
  const prober = createPodProber({
    runtime: deps.runtime,
    now: deps.now,
    sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
    record: (container, message, reason) => recordAbout(context, container)('Warning', reason, message),
    changed,
  })
  const { runtime, status, now } = deps
  const report = createReporter({ runtime, status, hostIps: () => deps.node().hostIps, now }, memory, prober)
  const context: PodContext = {
    deps,
    folder: join(deps.podsFolder, pod.metadata.uid),
    memory,
    prober,
    tokens: new Map(),
    closing: new AbortController(),
    publish: async (observed) => {
      if (context.inApi) await report(context.pod, observed)
    },
    pod,
    inApi: true,
    retryAt: Infinity,
    stopping: [],
  }
  return context
}

/** What the node and the sandbox let a pod know of itself. */
export function factsOf({ deps, pod }: PodContext, observed: RuntimePod | null): NodeFacts {
  const node = deps.node()
  return { ...node, podIps: pod['spec'].hostNetwork === true ? node.hostIps : (observed?.sandbox?.ips ?? []) }
}

/** The address at which a pod's containers are reached, '' before it has one. */
export const podIpOf = (context: PodContext, observed: RuntimePod | null): string =>
  factsOf(context, observed).podIps[0] ?? ''

/** Says events about the pod, or about one container of it. */
export const recordAbout =
  ({ deps, pod }: PodContext, container?: PodContainer) =>
  (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    deps.record(subjectOf(pod, container), type, reason, message)

function subjectOf(pod: Pod, container?: PodContainer): EventSubject {
  const { name, namespace, uid, resourceVersion } = pod.metadata
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    name,
    namespace,
    uid,
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(container ? { fieldPath: fieldPathOf(pod, container) } : {}),
  }
}

/** The next step is due at this time, unless one is due before. */
export function wakeAt(context: PodContext, at: number): void {
  context.retryAt = Math.min(context.retryAt, at)
}
