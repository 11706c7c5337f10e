import { badRequest } from '../../apimachinery/api-error.ts'
import type { Pod } from '../pods/pod.ts'
import type { RuntimeContainer } from '../runtimes/runtime.ts'

/**
 * The incarnation whose log is meant; throws 400 when there is none yet, or any more.
 * Upstream: validateContainerLogStatus.
 */
export function logContainer(
  pod: Pod, name: string, incarnations: readonly RuntimeContainer[], previous: boolean,
): RuntimeContainer {
  const started = incarnations.filter(({ startedAt }) => startedAt !== null)
  const waiting = waitingReason(pod, name)
  const latest = started.at(-1)
  if (previous) {
    // While a container waits to be started again its last incarnation is the previous one.
    const found = waiting !== null && latest?.state !== 'running' ? latest : started.at(-2)
    if (found) return found
    throw badRequest(`previous terminated container "${name}" in pod "${pod.metadata.name}" not found`)
  }
  if (latest) return latest
  throw badRequest(`container "${name}" in pod "${pod.metadata.name}" is waiting to start: `
    + waitingText(waiting ?? 'ContainerCreating'))
}

function waitingText(reason: string): string {
  switch (reason) {
    case 'ErrImagePull':
      return "image can't be pulled"
    case 'ImagePullBackOff':
      return 'trying and failing to pull image'
    default:
      return reason
  }
}

function waitingReason(pod: Pod, name: string): string | null {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = pod['status'] ?? {}
  const all: { name: string; state?: { waiting?: { reason?: string } } }[] = [
    ...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses,
  ]
  return all.find((one) => one.name === name)?.state?.waiting?.reason ?? null
}
