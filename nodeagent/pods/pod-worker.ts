import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import type { Logger } from '../../apimachinery/log.ts'
import { createPodProber } from '../probes/prober.ts'
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime.ts'
import { VolumeError } from '../volumes/payload.ts'
import { prepareVolumes, removePodFolder } from '../volumes/volumes.ts'
import type { VolumePaths } from '../volumes/volumes.ts'
import { sandboxConfig } from './container-config.ts'
import { deadlineOf } from './deadline.ts'
import type { RecordEvent } from './events.ts'
import type { NodeFacts } from './field-ref.ts'
import { writePodFiles } from './files.ts'
import type { IssuedToken } from './objects.ts'
import { hasEnded, latestOf, planPod } from './plan.ts'
import type { PodPlan } from './plan.ts'
import { fieldPathOf, gracePeriodOf, initContainersOf, isFinished, mainContainersOf } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'
import type { DnsSettings } from './resolver.ts'
import { createPodMemory, createReporter, withGone } from './reporter.ts'
import { startContainer } from './start-container.ts'
import type { StartDeps } from './start-container.ts'
import type { StatusWriter } from './status-writer.ts'
import { stopAll, stopContainer } from './termination.ts'
import type { StopRequest } from './termination.ts'

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
  const memory = createPodMemory()
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
  /** What is being stopped, so that a shorter grace can reach it. */
  let stopping: RuntimeContainer[] = []

  const prober = createPodProber({
    runtime,
    now,
    sleep: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
    record: (container, message, reason) => deps.record(subject(container), 'Warning', reason, message),
    changed: poke,
  })
  const report = createReporter({ runtime, status: deps.status, hostIps: () => deps.node().hostIps, now }, memory, prober)

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

  const publish = async (observed: RuntimePod | null): Promise<void> => {
    if (inApi) await report(pod, observed)
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
      memory.gone = lastIncarnations(pod, withGone(observed, memory))
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
    prober.observe(pod, observed, facts(observed).podIps[0] ?? '')
    // What has ended for good is not looked at again, though its containers may have been removed by hand.
    if (isFinished(pod)) return finish(observed)
    if (pastDeadline()) return finish(observed)
    const plan = planPod(pod, observed, { failed: prober.failed(), started: (container) => prober.state(container).started })
    const wanted = new Set(plan.start.map(({ name }) => name))
    for (const name of memory.waiting.keys()) if (!wanted.has(name)) memory.waiting.delete(name)
    if (plan.finish) return finish(observed)
    observed = await stopCondemned(plan, observed)
    observed = await startMissing(plan, observed, signal)
    prober.observe(pod, observed, facts(observed).podIps[0] ?? '')
    await publish(observed)
    // A finished init container is followed by the next at once.
    const next = planPod(pod, observed, { failed: new Map(), started: (container) => prober.state(container).started })
    if (next.start.some(({ name }) => !memory.waiting.has(name))) dirty = true
  }

  async function stopCondemned({ kill }: PodPlan, observed: RuntimePod | null): Promise<RuntimePod | null> {
    if (kill.length === 0) return observed
    const requests = kill.map(({ container, running, message, probe }) => {
      const ofProbe = probe && container[probe === 'Startup' ? 'startupProbe' : 'livenessProbe']?.terminationGracePeriodSeconds
      return { ...stopRequest(container, running, observed), message, graceSeconds: ofProbe ?? gracePeriodOf(pod) }
    })
    await Promise.all(requests.map(stopOne))
    return runtime.pod(pod.metadata.uid)
  }

  async function startMissing(plan: PodPlan, before: RuntimePod | null, signal: AbortSignal): Promise<RuntimePod | null> {
    const refreshes = hasApiVolumes(pod) && (before?.containers.some((one) => !hasEnded(one)) ?? false)
    if (plan.start.length === 0 && !refreshes) return before
    let observed = before
    if (hasApiVolumes(pod)) retryAt = Math.min(retryAt, now() + refreshMilliseconds)
    if (plan.sandbox !== 'keep') await publish(observed)
    const volumes = await mountVolumes(observed).catch((error: unknown) => {
      // What runs goes on with what it had.
      if (plan.start.length > 0 || !(error instanceof VolumeError)) throw error
      return null
    })
    if (volumes === null) return observed
    if (plan.sandbox !== 'keep') observed = await ensureSandbox(observed, plan.sandbox)
    await writePodFiles(folder, pod, facts(observed).podIps, deps.dns)
    for (const container of plan.start) await start(container, observed, volumes, signal)
    return plan.start.length > 0 ? runtime.pod(pod.metadata.uid) : observed
  }

  async function start(container: PodContainer, observed: RuntimePod | null, volumes: VolumePaths, signal: AbortSignal): Promise<void> {
    const result = await startContainer(deps, {
      pod,
      container,
      observed: withGone(observed, memory),
      folder,
      volumes,
      facts: facts(observed),
      record: (type, reason, message) => deps.record(subject(container), type, reason, message),
      recordPod: (type, reason, message) => deps.record(subject(), type, reason, message),
      signal,
    })
    if (result.ok) {
      memory.waiting.delete(container.name)
      return
    }
    memory.waiting.set(container.name, result.waiting)
    if (result.failed) memory.startErrors.set(result.failed.id, result.failed.message)
    retryAt = Math.min(retryAt, result.retryAt)
  }

  /** Whether the pod has been active for longer than it may; until then its worker wakes in time. */
  function pastDeadline(): boolean {
    const deadline = deadlineOf(pod)
    if (memory.failure !== null) return true
    if (deadline === null) return false
    if (now() < deadline.at) {
      retryAt = Math.min(retryAt, deadline.at)
      return false
    }
    deps.record(subject(), 'Normal', deadline.failure.reason, deadline.failure.message)
    memory.failure = deadline.failure
    return true
  }

  /** Nothing of the pod will run again: what still does is stopped, and the sandbox with it; logs stay. */
  async function finish(observed: RuntimePod | null): Promise<void> {
    const { uid } = pod.metadata
    memory.waiting.clear()
    await publish(observed)
    if (observed?.containers.some(({ state }) => state === 'running')) await stopRunning(observed)
    if (observed?.sandbox?.ready) await runtime.stopSandbox(uid)
    await publish(await runtime.pod(uid))
  }

  const stopRequest = (container: PodContainer, running: RuntimeContainer, observed: RuntimePod | null): StopRequest => ({
    pod,
    container,
    running,
    podIp: facts(observed).podIps[0] ?? '',
    graceSeconds: gracePeriodOf(pod),
  })

  const stopOne = (request: StopRequest): Promise<void> =>
    stopContainer({ runtime, now, record: (container, ...event) => deps.record(subject(container), ...event) }, request)

  async function stopRunning(observed: RuntimePod): Promise<void> {
    stopping = observed.containers.filter(({ state }) => state === 'running')
    const specs = [...initContainersOf(pod), ...mainContainersOf(pod)]
    const requests = stopping.map((running) => {
      const spec = specs.find(({ name }) => name === running.name) ?? { name: running.name, image: running.image }
      return stopRequest(spec, running, observed)
    })
    await stopAll(requests, stopOne)
    stopping = []
  }

  async function terminate(): Promise<void> {
    prober.onlyReadiness()
    const { uid } = pod.metadata
    const observed = await runtime.pod(uid)
    if (observed !== null) await stopRunning(observed)
    prober.close()
    memory.waiting.clear()
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
        return cleanUp()
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
    prober.close()
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

  /** Whoever deletes again with less patience is heeded at once. */
  function hurry(): void {
    for (const { id } of stopping) {
      runtime.stopContainer(id, gracePeriodOf(pod)).catch((error: unknown) => log.debug('cannot hurry a container', { id, error }))
    }
  }

  const done = run()
  return {
    phase: () => phase,
    update(next) {
      const deleted = Boolean(next.metadata.deletionTimestamp) && !pod.metadata.deletionTimestamp
      const specChanged = next.metadata.generation !== pod.metadata.generation
      const shorter = gracePeriodOf(next) < gracePeriodOf(pod)
      pod = next
      // A pull is not waited for by a pod that is to go.
      if (deleted) step.abort(new Error('the pod is being deleted'))
      if (deleted || specChanged) poke()
      if (shorter) hurry()
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

/** The newest of each of a pod's containers. */
const lastIncarnations = (pod: Pod, observed: RuntimePod | null): RuntimeContainer[] =>
  [...initContainersOf(pod), ...mainContainersOf(pod)].flatMap(({ name }) => latestOf(observed, name) ?? [])

/** Whether the pod has volumes whose content may change while it runs. */
const hasApiVolumes = (pod: Pod): boolean =>
  (pod['spec'].volumes ?? []).some((one: any) => one.configMap ?? one.secret ?? one.projected ?? one.downwardAPI)
