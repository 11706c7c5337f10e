import { latestOf } from '../runtimes/latest.ts'
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime.ts'
import { VolumeError } from '../volumes/payload.ts'
import { prepareVolumes } from '../volumes/volumes.ts'
import type { VolumePaths } from '../volumes/volumes.ts'
import { sandboxConfig } from './container-config.ts'
import { deadlineOf } from './deadline.ts'
import { finishPod, stopOne, stopRequest } from './end-pod.ts'
import { writePodFiles } from './files.ts'
import { hasEnded, planPod } from './plan.ts'
import type { PodPlan } from './plan.ts'
import { factsOf, podIpOf, recordAbout, wakeAt } from './pod-context.ts'
import type { PodContext } from './pod-context.ts'
import { gracePeriodOf, initContainersOf, isFinished, mainContainersOf } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'
import { withGone } from './reporter.ts'
import { startContainer } from './start-container.ts'

/** Volumes made of API objects are looked at this often while their pod runs. */
const refreshMilliseconds = 60_000

/**
 * One step towards what the pod asks for, with all read back before and told after. True when the next step is due
 * at once. Upstream: SyncPod.
 */
export async function syncPod(context: PodContext, signal: AbortSignal): Promise<boolean> {
  const { deps, prober, memory } = context
  const { uid } = context.pod.metadata
  context.retryAt = Infinity
  let observed = await deps.runtime.pod(uid)
  prober.observe(context.pod, observed, podIpOf(context, observed))
  const plan = planPod(context.pod, observed, { failed: prober.failed(), started })
  // What has ended for good is not looked at again, though its containers may have been removed by hand.
  if (isFinished(context.pod) || pastDeadline(context) || plan.finish) {
    await finishPod(context, observed)
    return false
  }
  const wanted = new Set(plan.start.map(({ name }) => name))
  for (const name of memory.waiting.keys()) if (!wanted.has(name)) memory.waiting.delete(name)
  observed = await stopCondemned(context, plan, observed)
  observed = await startMissing(context, { plan, before: observed, signal })
  prober.observe(context.pod, observed, podIpOf(context, observed))
  await context.publish(observed)
  // A finished init container is followed by the next at once.
  const next = planPod(context.pod, observed, { failed: new Map(), started })
  return next.start.some(({ name }) => !memory.waiting.has(name))

  function started(container: PodContainer): boolean {
    return prober.state(container).started
  }
}

/** Whether the pod has been active for longer than it may; until then its worker wakes in time. */
function pastDeadline(context: PodContext): boolean {
  const { memory, deps, pod } = context
  if (memory.failure !== null) return true
  const deadline = deadlineOf(pod)
  if (deadline === null) return false
  if (deps.now() < deadline.at) {
    wakeAt(context, deadline.at)
    return false
  }
  memory.failure = deadline.failure
  recordAbout(context)('Normal', deadline.failure.reason, deadline.failure.message)
  return true
}

async function stopCondemned(
  context: PodContext, { kill }: PodPlan, observed: RuntimePod | null,
): Promise<RuntimePod | null> {
  if (kill.length === 0) return observed
  const requests = kill.map(({ container, running, message, probe }) => {
    const ofProbe = probe
      && container[probe === 'Startup' ? 'startupProbe' : 'livenessProbe']?.terminationGracePeriodSeconds
    return {
      ...stopRequest(context, container, running, observed), message,
      graceSeconds: ofProbe ?? gracePeriodOf(context.pod),
    }
  })
  await Promise.all(requests.map((request) => stopOne(context, request)))
  return context.deps.runtime.pod(context.pod.metadata.uid)
}

interface Starting {
  plan: PodPlan
  before: RuntimePod | null
  signal: AbortSignal
}

/** Volumes, sandbox, containers, in this order; volumes of a pod that runs are brought up to date. */
async function startMissing(context: PodContext, { plan, before, signal }: Starting): Promise<RuntimePod | null> {
  const { deps, pod, folder } = context
  const refreshes = hasApiVolumes(pod) && (before?.containers.some((one) => !hasEnded(one)) ?? false)
  if (plan.start.length === 0 && !refreshes) return before
  if (hasApiVolumes(pod)) wakeAt(context, deps.now() + refreshMilliseconds)
  if (plan.sandbox !== 'keep') await context.publish(before)
  const volumes = await mountVolumes(context, before).catch((error: unknown) => {
    // What runs goes on with what it had.
    if (plan.start.length > 0 || !(error instanceof VolumeError)) throw error
    return null
  })
  if (volumes === null) return before
  const observed = plan.sandbox === 'keep' ? before : await ensureSandbox(context, before, plan.sandbox)
  await writePodFiles(folder, pod, factsOf(context, observed).podIps, deps.dns)
  for (const container of plan.start) await start(context, container, { observed, volumes, signal })
  return plan.start.length > 0 ? deps.runtime.pod(pod.metadata.uid) : observed
}

async function mountVolumes(context: PodContext, observed: RuntimePod | null): Promise<VolumePaths> {
  const { deps, folder, pod, tokens } = context
  try {
    return await prepareVolumes(folder, pod, {
      objects: deps.objects, facts: factsOf(context, observed), tokens, now: deps.now,
    })
  } catch (error) {
    if (error instanceof VolumeError) recordAbout(context)('Warning', 'FailedMount', error.message)
    throw error
  }
}

async function ensureSandbox(
  context: PodContext, observed: RuntimePod | null, how: 'create' | 'replace',
): Promise<RuntimePod | null> {
  const { memory, pod } = context
  const { runtime } = context.deps
  const record = recordAbout(context)
  if (how === 'replace') {
    record('Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
    memory.gone = lastIncarnations(pod, withGone(observed, memory))
  }
  // A sandbox that was half made before stands in the way of a new one.
  if (observed !== null) await runtime.removePod(pod.metadata.uid)
  try {
    await runtime.createSandbox(sandboxConfig(pod))
  } catch (error) {
    record('Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${(error as Error).message}`)
    await runtime.removePod(pod.metadata.uid)
    throw error
  }
  return runtime.pod(pod.metadata.uid)
}

interface Circumstances {
  observed: RuntimePod | null
  volumes: VolumePaths
  signal: AbortSignal
}

async function start(
  context: PodContext, container: PodContainer, { observed, volumes, signal }: Circumstances,
): Promise<void> {
  const { deps, memory, pod, folder } = context
  const result = await startContainer(deps, {
    pod,
    container,
    observed: withGone(observed, memory),
    folder,
    volumes,
    facts: factsOf(context, observed),
    record: recordAbout(context, container),
    recordPod: recordAbout(context),
    signal,
  })
  if (result.ok) {
    memory.waiting.delete(container.name)
    return
  }
  memory.waiting.set(container.name, result.waiting)
  if (result.failed) memory.startErrors.set(result.failed.id, result.failed.message)
  wakeAt(context, result.retryAt)
}

/** The newest of each of a pod's containers. */
const lastIncarnations = (pod: Pod, observed: RuntimePod | null): RuntimeContainer[] =>
  [...initContainersOf(pod), ...mainContainersOf(pod)].flatMap(({ name }) => latestOf(observed, name) ?? [])

/** Whether the pod has volumes whose content may change while it runs. */
const hasApiVolumes = (pod: Pod): boolean =>
  (pod['spec'].volumes ?? []).some((one: any) => one.configMap ?? one.secret ?? one.projected ?? one.downwardAPI)
