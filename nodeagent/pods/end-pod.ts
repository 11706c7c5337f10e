import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime.ts'
import { removePodFolder } from '../volumes/volumes.ts'
import { podIpOf, recordAbout } from './pod-context.ts'
import type { PodContext } from './pod-context.ts'
import { gracePeriodOf, initContainersOf, mainContainersOf } from './pod.ts'
import type { PodContainer } from './pod.ts'
import { stopAll, stopContainer } from './termination.ts'
import type { StopRequest } from './termination.ts'

/** Nothing of the pod will run again: what still does is stopped, and the sandbox with it; logs stay. */
export async function finishPod(context: PodContext, observed: RuntimePod | null): Promise<void> {
  // A pod that the host has nothing of is news only when its end was decided here.
  if (observed === null) return context.memory.failure === null ? undefined : context.publish(null)
  const { runtime } = context.deps
  const { uid } = context.pod.metadata
  context.memory.waiting.clear()
  await context.publish(observed)
  if (observed.containers.some(({ state }) => state === 'running')) await stopRunning(context, observed)
  if (observed.sandbox?.ready) await runtime.stopSandbox(uid)
  await context.publish(await runtime.pod(uid))
}

/** Stops all containers of a pod that is deleted, and says how they ended. */
export async function terminatePod(context: PodContext): Promise<void> {
  const { deps, prober, memory } = context
  const { uid } = context.pod.metadata
  prober.onlyReadiness()
  const observed = await deps.runtime.pod(uid)
  if (observed !== null) await stopRunning(context, observed)
  prober.close()
  memory.waiting.clear()
  await context.publish(await deps.runtime.pod(uid))
}

/** Removes all that the host has of a pod, and then its object. */
export async function cleanUpPod({ deps, folder, inApi, pod }: PodContext): Promise<void> {
  await deps.runtime.removePod(pod.metadata.uid)
  await removePodFolder(folder)
  if (inApi && (await deps.status.flush())) await deps.confirmDeletion(pod)
}

/** Whoever deletes again with less patience is heeded at once. */
export function hurryPod({ deps, stopping, pod }: PodContext): void {
  for (const { id } of stopping) {
    deps.runtime.stopContainer(id, gracePeriodOf(pod))
      .catch((error: unknown) => deps.log.debug('cannot hurry a container', { id, error }))
  }
}

/** How a container of the pod is stopped unless there is a special reason. */
export const stopRequest = (
  context: PodContext,
  container: PodContainer,
  running: RuntimeContainer,
  observed: RuntimePod | null,
): StopRequest => ({
  pod: context.pod,
  container,
  running,
  podIp: podIpOf(context, observed),
  graceSeconds: gracePeriodOf(context.pod),
})

/** Stops one container, with its hook and its events. */
export function stopOne(context: PodContext, request: StopRequest): Promise<void> {
  const { runtime, now } = context.deps
  return stopContainer(
    { runtime, now, record: (container, ...event) => recordAbout(context, container)(...event) }, request,
  )
}

async function stopRunning(context: PodContext, observed: RuntimePod): Promise<void> {
  context.stopping = observed.containers.filter(({ state }) => state === 'running')
  const specs = [...initContainersOf(context.pod), ...mainContainersOf(context.pod)]
  const requests = context.stopping.map((running) => {
    const spec = specs.find(({ name }) => name === running.name) ?? { name: running.name, image: running.image }
    return stopRequest(context, spec, running, observed)
  })
  try {
    // An agent that stops does not wait for them; the next one goes on where it was.
    await unlessAborted(stopAll(requests, (request) => stopOne(context, request)), context.closing.signal)
  } finally {
    context.stopping = []
  }
}

/** What was begun, or the signal's reason, whichever comes first. */
async function unlessAborted(begun: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort)
  // Whichever comes last is no longer heard.
  begun.catch(() => {})
  await Promise.race([begun, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
}
