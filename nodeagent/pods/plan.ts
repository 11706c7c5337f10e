import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime.ts'
import { initContainersOf, isSidecar, mainContainersOf } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'

/** What one step of a pod is to do. */
export interface PodPlan {
  /** `create` for a first sandbox, `replace` when the one there is no longer alive. */
  sandbox: 'keep' | 'create' | 'replace'
  /** Containers to start, in order; whether back-off lets them is not decided here. */
  start: PodContainer[]
}

/** The newest incarnation of a container. */
export function latestOf(observed: RuntimePod | null, name: string): RuntimeContainer | null {
  return observed?.containers.findLast((one) => one.name === name) ?? null
}

/** A container that could not be started stays created; to the pod it has failed. */
export const hasEnded = ({ state }: RuntimeContainer): boolean => state !== 'running'

/** A container's exit code; 128 when it never started, as kubelet says. */
export const exitCodeOf = (container: RuntimeContainer): number =>
  container.state === 'created' ? 128 : container.exitCode

/** What is missing between the pod that is wanted and what runs. Upstream: computePodActions. */
export function planPod(pod: Pod, observed: RuntimePod | null): PodPlan {
  const start = containersToStart(pod, observed)
  if (start.length === 0 && observed === null) return { sandbox: 'keep', start }
  if (observed === null || observed.sandbox === null) return { sandbox: start.length > 0 ? 'create' : 'keep', start }
  if (observed.sandbox.ready) return { sandbox: 'keep', start }
  // Everything lived in the dead sandbox: what still has a reason to run runs again, from the first init container.
  const again = containersToStart(pod, { ...observed, containers: observed.containers.map(asEnded) })
  if (again.length === 0) return { sandbox: 'keep', start: [] }
  return { sandbox: 'replace', start: initContainersOf(pod).length > 0 ? initContainersOf(pod).slice(0, 1) : again }
}

const asEnded = (container: RuntimeContainer): RuntimeContainer =>
  container.state === 'exited' ? container : { ...container, state: 'exited', exitCode: 137 }

function containersToStart(pod: Pod, observed: RuntimePod | null): PodContainer[] {
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
        continue
      }
      if (latest === null) return [...deadSidecars, init]
      if (!hasEnded(latest)) return deadSidecars
      if (exitCodeOf(latest) === 0) continue
      return pod['spec'].restartPolicy === 'Never' ? [] : [...deadSidecars, init]
    }
  }
  const toStart = mains.filter((one) => shouldStart(pod, latestOf(observed, one.name)))
  const mainsLive = toStart.length > 0 || mains.some(({ name }) => isRunning(observed, name))
  return mainsLive ? [...deadSidecars, ...toStart] : toStart
}

function isRunning(observed: RuntimePod | null, name: string): boolean {
  const latest = latestOf(observed, name)
  return latest !== null && !hasEnded(latest)
}

/** Whether a container is to be started that ended so, or never ran. Upstream: ShouldContainerBeRestarted. */
export function shouldStart(pod: Pod, latest: RuntimeContainer | null): boolean {
  if (latest === null) return true
  if (!hasEnded(latest)) return false
  switch (pod['spec'].restartPolicy) {
    case 'Never':
      return false
    case 'OnFailure':
      return exitCodeOf(latest) !== 0
    default:
      return true
  }
}
