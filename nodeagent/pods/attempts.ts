import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { latestOf } from '../runtimes/latest.ts'
import type { RuntimePod } from '../runtimes/runtime.ts'

/** Where a pod's folder has a file for each incarnation of a container: what it leaves as its termination message. */
export const incarnationsFolder = (folder: string, container: string): string => join(folder, 'containers', container)

/**
 * Which incarnation the next one of a container is: 0 for the first. The files count as well as the containers, which
 * may be gone with the runtime's memory (a reboot in the midst of making them anew) while the status says nothing of
 * them yet. Upstream: calcRestartCountByLogDir.
 */
export async function nextAttempt(folder: string, container: string, observed: RuntimePod | null): Promise<number> {
  const latest = latestOf(observed, container)
  if (latest !== null) return latest.attempt + 1
  const files = await readdir(incarnationsFolder(folder, container)).catch(() => [])
  return Math.max(-1, ...files.filter((name) => /^\d+$/.test(name)).map(Number)) + 1
}
