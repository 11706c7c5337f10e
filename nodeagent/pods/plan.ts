import { mayRestart } from '../../apimachinery/container-restart.ts'
import { normalizeImageName } from '../images/image-name.ts'
import type { FailedProbe } from '../probes/prober.ts'
import { latestOf } from '../runtimes/latest.ts'
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime.ts'
import { initContainersOf, isSidecar, mainContainersOf } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'

/** What one step of a pod is to do. */
export interface PodPlan {
  /** `create` for a first sandbox, `replace` when the one there is no longer alive. */
  sandbox: 'keep' | 'create' | 'replace'
  /** Running containers to stop, and kubelet's words about why. */
  kill: { container: PodContainer; running: RuntimeContainer; message: string; probe: FailedProbe | null }[]
  /** Containers to start, in order; whether back-off lets them is not decided here. */
  start: PodContainer[]
  /** Nothing of the pod will run again: what still runs (sidecars, the sandbox) is to be stopped. */
  finish: boolean
}

/** What is known of containers beside what the runtime says. */
export interface PlanInput {
  /** Containers condemned by a probe, by id. */
  failed: ReadonlyMap<string, FailedProbe>
  /** Whether a running container has got through its startup probe. */
  started: (container: PodContainer) => boolean
}

const unprobed: PlanInput = { failed: new Map(), started: () => true }

/** How a killed container ends. */
const killedExitCode = 137

/** A container that could not be started stays created; to the pod it has failed. */
export const hasEnded = ({ state }: RuntimeContainer): boolean => state !== 'running'

/** A container's exit code; 128 when it never started, as kubelet says. */
export const exitCodeOf = (container: RuntimeContainer): number =>
  container.state === 'created' ? 128 : container.exitCode

/** What is missing between the pod that is wanted and what runs. Upstream: computePodActions. */
export function planPod(pod: Pod, observed: RuntimePod | null, input: PlanInput = unprobed): PodPlan {
  const kill = containersToKill(pod, observed, input)
  const killed = new Set(kill.map(({ running }) => running.id))
  const after = observed
    && { ...observed, containers: observed.containers.map((one) => (killed.has(one.id) ? asEnded(one) : one)) }
  const changed = kill.filter(({ probe }) => probe === null).map(({ container }) => container)
  const due = containersToStart(pod, after, input)
  const start = [...due, ...changed.filter((one) => !due.includes(one))]
  const finish = start.length === 0 && isOver(pod, observed)
  if (observed === null || observed.sandbox === null) {
    return { sandbox: start.length > 0 ? 'create' : 'keep', kill: [], start, finish }
  }
  if (observed.sandbox.ready) return { sandbox: 'keep', kill, start, finish }
  // Everything lived in the dead sandbox: what still has a reason to run runs again, from the first init container.
  const again = containersToStart(pod, { ...observed, containers: observed.containers.map(asEnded) }, input)
  if (again.length === 0) return { sandbox: 'keep', kill: [], start: [], finish }
  const inits = initContainersOf(pod)
  return { sandbox: 'replace', kill: [], start: inits.length > 0 ? inits.slice(0, 1) : again, finish: false }
}

const asEnded = (container: RuntimeContainer): RuntimeContainer =>
  container.state === 'exited' ? container : { ...container, state: 'exited', exitCode: killedExitCode }

function containersToKill(pod: Pod, observed: RuntimePod | null, { failed }: PlanInput): PodPlan['kill'] {
  return [...initContainersOf(pod), ...mainContainersOf(pod)].flatMap((container): PodPlan['kill'] => {
    const running = latestOf(observed, container.name)
    if (running?.state !== 'running') return []
    if (imageChanged(container, running)) {
      return [{
        container, running, probe: null, message: `Container ${container.name} definition changed, will be restarted`,
      }]
    }
    const probe = failed.get(running.id)
    if (probe === undefined) return []
    const again = mayRestart(container, pod['spec'], killedExitCode) ? ', will be restarted' : ''
    return [
      { container, running, probe, message: `Container ${container.name} failed ${probe.toLowerCase()} probe${again}` },
    ]
  })
}

/** A container's image is the one part of its spec that may change. */
function imageChanged({ image }: PodContainer, running: RuntimeContainer): boolean {
  try {
    return normalizeImageName(image) !== normalizeImageName(running.image)
  } catch {
    return false
  }
}

/** Whether an init container has failed and is not tried again. */
export const hasFailedForGood = (pod: Pod, init: PodContainer, latest: RuntimeContainer): boolean =>
  hasEnded(latest) && exitCodeOf(latest) !== 0 && !mayRestart(init, pod['spec'], exitCodeOf(latest))

/** Whether all that was to run has ended for good. */
function isOver(pod: Pod, observed: RuntimePod | null): boolean {
  if (observed === null || observed.containers.length === 0) return false
  const mains = mainContainersOf(pod).map(({ name }) => latestOf(observed, name))
  if (mains.every((latest) => latest !== null && hasEnded(latest))) return true
  const failedInit = initContainersOf(pod).some((init) => {
    const latest = latestOf(observed, init.name)
    return !isSidecar(init) && latest !== null && hasFailedForGood(pod, init, latest)
  })
  return failedInit && mains.every((latest) => latest === null)
}

function containersToStart(pod: Pod, observed: RuntimePod | null, { started }: PlanInput): PodContainer[] {
  const inits = initContainersOf(pod)
  const mains = mainContainersOf(pod)
  const initialized = mains.some(({ name }) => latestOf(observed, name) !== null)
  const sidecars = inits.filter((one) => isSidecar(one) && latestOf(observed, one.name) !== null)
  const deadSidecars = sidecars.filter(({ name }) => !isRunning(observed, name))
  if (!initialized) {
    for (const init of inits) {
      const latest = latestOf(observed, init.name)
      if (isSidecar(init)) {
        if (latest === null) return [...deadSidecars, init]
        // What comes after it relies on it.
        if (!hasEnded(latest) && !started(init)) return deadSidecars
        continue
      }
      if (latest === null) return [...deadSidecars, init]
      if (!hasEnded(latest)) return deadSidecars
      if (exitCodeOf(latest) === 0) continue
      return mayRestart(init, pod['spec'], exitCodeOf(latest)) ? [...deadSidecars, init] : []
    }
  }
  const toStart = mains.filter((one) => shouldStart(pod, one, latestOf(observed, one.name)))
  const mainsLive = toStart.length > 0 || mains.some(({ name }) => isRunning(observed, name))
  return mainsLive ? [...deadSidecars, ...toStart] : toStart
}

function isRunning(observed: RuntimePod | null, name: string): boolean {
  const latest = latestOf(observed, name)
  return latest !== null && !hasEnded(latest)
}

/** Whether a container is to be started that ended so, or never ran. */
function shouldStart(pod: Pod, container: PodContainer, latest: RuntimeContainer | null): boolean {
  return latest === null || (hasEnded(latest) && mayRestart(container, pod['spec'], exitCodeOf(latest)))
}
