import { join } from 'node:path'

import type { Logger } from '../../apimachinery/log.ts'
import { formatTime } from '../../apimachinery/meta.ts'
import type { RuntimePod } from '../runtimes/runtime.ts'
import type { IssuedToken } from './objects.ts'
import { VolumeError } from '../volumes/payload.ts'
import { prepareVolumes, removePodFolder } from '../volumes/volumes.ts'
import type { VolumePaths } from '../volumes/volumes.ts'
import { sandboxConfig } from './container-config.ts'
import type { WaitingReason } from './container-status.ts'
import type { RecordEvent } from './events.ts'
import type { NodeFacts } from './field-ref.ts'
import { terminationMessage, writePodFiles } from './files.ts'
import type { DnsSettings } from './files.ts'
import { hasEnded, planPod } from './plan.ts'
import { fieldPathOf, gracePeriodOf, initContainersOf, isFinished, mainContainersOf } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'
import { startContainer } from './start-container.ts'
import type { StartDeps } from './start-container.ts'
import { podStatus } from './status.ts'
import type { StatusWriter } from './status-writer.ts'

/** Volumes made of API objects are looked at this often while their pod runs. */
const refreshMilliseconds = 60_000
/** Between two tries of a step that failed as a whole: doubled from the first to the second. */
const retryMilliseconds = { first: 500, last: 60_000 }

/**
 * Where a pod is. `syncing`: it is made to run as wanted. `terminating`: its containers are being stopped.
 * `terminated`: nothing runs, its end is being reported. `finished`: the host holds nothing of it.
 * Upstream: podWorkers' SyncPod, TerminatingPod, TerminatedPod.
 */
export type PodPhase = 'syncing' | 'terminating' | 'terminated' | 'finished'

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

/** One pod's worker: its steps never overlap. */
export interface PodWorker {
  readonly phase: () => PodPhase
  /** The pod's object has changed. */
  update(pod: Pod): void
  /** The pod's object is no longer in the API. */
  remove(): void
  /** Something happened to its containers. */
  poke(): void
  /** Resolves when the pod is finished or the worker was closed. */
  readonly done: Promise<void>
  /** Stops working and leaves everything as it runs. */
  close(): Promise<void>
}

/** Starts the worker of a pod. */
export function startPodWorker(first: Pod, deps: WorkerDeps): PodWorker {
  const { runtime, now, log } = deps
  const folder = join(deps.podsFolder, first.metadata.uid)
  const waiting = new Map<string, WaitingReason>()
  const startErrors = new Map<string, string>()
  const imageIds = new Map<string, string>()
  const messages = new Map<string, string>()
  const tokens = new Map<string, IssuedToken & { refreshAt: number }>()
  let pod = first
  let inApi = true
  let phase: PodPhase = 'syncing'
  let closed = false
  let dirty = true
  let failures = 0
  let retryAt = Infinity
  let wake = () => {}
  let step = new AbortController()

  const facts = (observed: RuntimePod | null): NodeFacts => {
    const node = deps.node()
    return { ...node, podIps: pod['spec'].hostNetwork === true ? node.hostIps : (observed?.sandbox?.ips ?? []) }
  }
  const subject = (container?: PodContainer) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    name: pod.metadata.name,
    namespace: pod.metadata.namespace,
    uid: pod.metadata.uid,
    ...(pod.metadata.resourceVersion ? { resourceVersion: pod.metadata.resourceVersion } : {}),
    ...(container ? { fieldPath: fieldPathOf(pod, container) } : {}),
  })

  async function publish(observed: RuntimePod | null): Promise<void> {
    if (!inApi) return
    for (const container of observed?.containers ?? []) {
      if (container.state === 'exited' && !messages.has(container.id)) {
        messages.set(container.id, await terminationMessage(container.terminationMessageFile))
      }
      if (!imageIds.has(container.imageId)) imageIds.set(container.imageId, await imageIdOf(container.image, container.imageId))
    }
    // What the status is made from is fixed now; only the pod's object may be newer when it is written.
    const input = {
      observed,
      waiting: new Map(waiting),
      startErrors,
      imageIds,
      terminationMessages: messages,
      probes: () => ({ ready: true, started: true }),
      hostIps: deps.node().hostIps,
      scheme: runtime.scheme,
      now: formatTime(new Date(now())),
    }
    deps.status.publish(pod, (current) => podStatus({ ...input, pod: current }))
  }

  async function imageIdOf(reference: string, id: string): Promise<string> {
    const image = await runtime.image(reference).catch(() => null)
    const digest = image?.id === id ? image.repoDigests[0] : undefined
    return digest !== undefined && !digest.startsWith('localhost/') ? digest : `sha256:${id.replace(/^sha256:/, '')}`
  }

  async function mountVolumes(observed: RuntimePod | null): Promise<VolumePaths> {
    try {
      return await prepareVolumes(folder, pod, { objects: deps.objects, facts: facts(observed), tokens, now })
    } catch (error) {
      if (error instanceof VolumeError) deps.record(subject(), 'Warning', 'FailedMount', error.message)
      throw error
    }
  }

  async function ensureSandbox(observed: RuntimePod | null, how: 'create' | 'replace'): Promise<RuntimePod | null> {
    if (how === 'replace') {
      deps.record(subject(), 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
    }
    // A sandbox that was half made before stands in the way of a new one.
    if (observed !== null) await runtime.removePod(pod.metadata.uid)
    try {
      await runtime.createSandbox(sandboxConfig(pod))
    } catch (error) {
      deps.record(subject(), 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${(error as Error).message}`)
      await runtime.removePod(pod.metadata.uid)
      throw error
    }
    return runtime.pod(pod.metadata.uid)
  }

  async function sync(signal: AbortSignal): Promise<void> {
    retryAt = Infinity
    let observed = await runtime.pod(pod.metadata.uid)
    // What has ended for good is not looked at again, though its containers may have been removed by hand.
    if (isFinished(pod)) return
    const plan = planPod(pod, observed)
    const wanted = new Set(plan.start.map(({ name }) => name))
    for (const name of waiting.keys()) if (!wanted.has(name)) waiting.delete(name)
    const everyMinute = hasApiVolumes(pod) && (observed?.containers.some((one) => !hasEnded(one)) ?? false)
    if (plan.start.length > 0 || everyMinute) {
      if (plan.sandbox === 'create') await publish(observed)
      const volumes = await mountVolumes(observed)
      if (plan.sandbox !== 'keep') observed = await ensureSandbox(observed, plan.sandbox)
      await writePodFiles(folder, pod, facts(observed).podIps, deps.dns)
      for (const container of plan.start) await start(container, observed, volumes, signal)
      if (plan.start.length > 0) observed = await runtime.pod(pod.metadata.uid)
      if (hasApiVolumes(pod)) retryAt = Math.min(retryAt, now() + refreshMilliseconds)
    }
    await publish(observed)
    // A finished init container is followed by the next at once.
    if (planPod(pod, observed).start.some(({ name }) => !waiting.has(name))) dirty = true
  }

  async function start(container: PodContainer, observed: RuntimePod | null, volumes: VolumePaths, signal: AbortSignal): Promise<void> {
    const result = await startContainer(deps, {
      pod,
      container,
      observed,
      folder,
      volumes,
      facts: facts(observed),
      record: (type, reason, message) => deps.record(subject(container), type, reason, message),
      signal,
    })
    if (result.ok) {
      waiting.delete(container.name)
      return
    }
    waiting.set(container.name, result.waiting)
    if (result.failed) startErrors.set(result.failed.id, result.failed.message)
    retryAt = Math.min(retryAt, result.retryAt)
  }

  async function terminate(): Promise<void> {
    const { uid } = pod.metadata
    const observed = await runtime.pod(uid)
    const running = (observed?.containers ?? []).filter((one) => one.state === 'running')
    const specs = [...initContainersOf(pod), ...mainContainersOf(pod)]
    for (const { name } of running) {
      const container = specs.find((one) => one.name === name)
      deps.record(subject(container), 'Normal', 'Killing', `Stopping container ${name}`)
    }
    await Promise.all(running.map(({ id }) => runtime.stopContainer(id, gracePeriodOf(pod))))
    waiting.clear()
    await publish(await runtime.pod(uid))
    phase = 'terminated'
  }

  async function cleanUp(): Promise<void> {
    await runtime.removePod(pod.metadata.uid)
    await removePodFolder(folder)
    if (inApi && (await deps.status.flush())) await deps.confirmDeletion(pod)
    phase = 'finished'
  }

  async function runStep(): Promise<void> {
    step = new AbortController()
    if (phase === 'syncing' && (!inApi || pod.metadata.deletionTimestamp)) phase = 'terminating'
    switch (phase) {
      case 'syncing':
        return sync(step.signal)
      case 'terminating':
        await terminate()
        dirty = true
        return
      case 'terminated':
        await cleanUp()
        return
      case 'finished':
        return
    }
  }

  async function run(): Promise<void> {
    while (!closed && phase !== 'finished') {
      dirty = false
      try {
        await runStep()
        failures = 0
      } catch (error) {
        if (!closed && !step.signal.aborted) {
          log.debug('cannot finish a step of a pod', { pod: `${pod.metadata.namespace}/${pod.metadata.name}`, phase, error })
          retryAt = now() + Math.min(retryMilliseconds.first * 2 ** failures, retryMilliseconds.last)
          failures += 1
        }
      }
      if (!dirty && !closed && phase as PodPhase !== 'finished') await sleepUntil()
    }
    deps.status.close()
  }

  /** Until something happens or the next try is due. */
  function sleepUntil(): Promise<void> {
    return new Promise((resolve) => {
      const left = Math.min(Math.max(0, retryAt - now()), 2 ** 31 - 1)
      const timer = retryAt === Infinity ? null : setTimeout(resolve, left)
      wake = () => {
        if (timer) clearTimeout(timer)
        resolve()
      }
    })
  }

  function poke(): void {
    dirty = true
    wake()
  }

  const done = run()
  return {
    phase: () => phase,
    update(next) {
      const deleted = Boolean(next.metadata.deletionTimestamp) && !pod.metadata.deletionTimestamp
      const specChanged = next.metadata.generation !== pod.metadata.generation
      pod = next
      // A pull is not waited for by a pod that is to go.
      if (deleted) step.abort(new Error('the pod is being deleted'))
      if (deleted || specChanged) poke()
    },
    remove() {
      inApi = false
      step.abort(new Error('the pod was deleted'))
      poke()
    },
    poke,
    done,
    async close() {
      closed = true
      step.abort(new Error('the agent stops'))
      poke()
      await done
    },
  }
}

/** Whether the pod has volumes whose content may change while it runs. */
const hasApiVolumes = (pod: Pod): boolean =>
  (pod['spec'].volumes ?? []).some((one: any) => one.configMap ?? one.secret ?? one.projected ?? one.downwardAPI)
