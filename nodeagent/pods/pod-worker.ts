import { cleanUpPod, hurryPod, terminatePod } from './end-pod.ts'
import { createPodContext } from './pod-context.ts'
import type { PodContext, WorkerDeps } from './pod-context.ts'
import { gracePeriodOf } from './pod.ts'
import type { Pod } from './pod.ts'
import { syncPod } from './sync-pod.ts'

/** Between two tries of a step that failed as a whole: doubled from the first to the second. */
const retryMilliseconds = { first: 500, last: 60_000 }

/** The longest wait that timers know. */
const longestWait = 2 ** 31 - 1

/**
 * Where a pod is. `syncing`: it is made to run as wanted. `terminating`: its containers are being stopped.
 * `terminated`: nothing runs, its end is being reported. `finished`: the host holds nothing of it.
 * Upstream: podWorkers' SyncPod, TerminatingPod, TerminatedPod.
 */
export type PodPhase = 'syncing' | 'terminating' | 'terminated' | 'finished'

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
  let phase: PodPhase = 'syncing'
  let dirty = true
  let wake = () => {}
  let step = new AbortController()
  const poke = () => {
    dirty = true
    wake()
  }
  const context = createPodContext(first, deps, poke)
  const isClosed = () => context.closing.signal.aborted

  async function run(): Promise<void> {
    for (let failures = 0; !isClosed() && phase !== 'finished'; ) {
      dirty = false
      step = new AbortController()
      try {
        const done = await takeStep(context, phase, step.signal)
        phase = done.phase
        dirty ||= done.again
        failures = 0
      } catch (error) {
        if (isClosed()) break
        if (!step.signal.aborted) {
          deps.log.debug('cannot finish a step of a pod', { pod: nameOf(context.pod), phase, error })
          context.retryAt = deps.now() + Math.min(retryMilliseconds.first * 2 ** failures, retryMilliseconds.last)
          failures += 1
        }
      }
      if (!dirty && phase !== 'finished') await sleepUntilDue()
    }
    context.prober.close()
    deps.status.close()
  }

  /** Until something happens or the next try is due. */
  function sleepUntilDue(): Promise<void> {
    return new Promise((resolve) => {
      const left = Math.max(0, context.retryAt - deps.now())
      const timer = left === Infinity || isClosed() ? undefined : setTimeout(resolve, Math.min(left, longestWait))
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (isClosed()) wake()
    })
  }

  const done = run()
  return {
    phase: () => phase,
    update(next) {
      const { pod } = context
      const deleted = Boolean(next.metadata.deletionTimestamp) && !pod.metadata.deletionTimestamp
      const specChanged = next.metadata.generation !== pod.metadata.generation
      context.pod = next
      // A pull is not waited for by a pod that is to go.
      if (deleted) step.abort(new Error('the pod is being deleted'))
      if (deleted || specChanged) poke()
      if (gracePeriodOf(next) < gracePeriodOf(pod)) hurryPod(context)
    },
    remove() {
      context.inApi = false
      step.abort(new Error('the pod was deleted'))
      poke()
    },
    poke,
    done,
    async close() {
      const stops = new Error('the agent stops')
      context.closing.abort(stops)
      step.abort(stops)
      poke()
      await done
    },
  }
}

/** One step of the pod's way: what it comes to, and whether the next step is due at once. */
async function takeStep(
  context: PodContext, phase: PodPhase, signal: AbortSignal,
): Promise<{ phase: PodPhase; again: boolean }> {
  switch (phase) {
    case 'syncing':
      if (!context.inApi || context.pod.metadata.deletionTimestamp) return { phase: 'terminating', again: true }
      return { phase, again: await syncPod(context, signal) }
    case 'terminating':
      await terminatePod(context)
      return { phase: 'terminated', again: true }
    case 'terminated':
      await cleanUpPod(context)
      return { phase: 'finished', again: false }
    case 'finished':
      return { phase, again: false }
  }
}

const nameOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`
