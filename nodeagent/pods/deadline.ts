import type { Pod } from './pod.ts'
import type { PodFailure } from './status-input.ts'

/**
 * When a pod has been active for as long as its spec allows, and what is then said of it;
 * null when it has no such limit.
 */
export function deadlineOf(pod: Pod): { at: number; failure: PodFailure } | null {
  const seconds: number | undefined = pod['spec'].activeDeadlineSeconds
  const started: string | undefined = pod['status']?.startTime
  if (seconds === undefined || started === undefined) return null
  return {
    at: Date.parse(started) + seconds * 1000,
    failure: { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' },
  }
}
