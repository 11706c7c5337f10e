import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Where cgroups are, of either version, and where crun says which one is a container's. */
const places = { cgroups: '/sys/fs/cgroup', crun: '/run/crun' }

/** The folder below the agent's where the runtime wrapper leaves the ids of containers that met the OOM killer. */
export const oomFolder = (dataDir: string): string => join(dataDir, 'podman', 'oom')

/**
 * Whether the kernel has killed a process of a container for want of memory. Podman 4 says no where cgroups are
 * v1. While crun has not deleted the container its cgroup has counted; after that the wrapper's note has it.
 */
export function wasOomKilled(id: string, folder: string, { cgroups, crun } = places): boolean {
  const path = /"cgroup-path": *"([^"]*)"/.exec(read(join(crun, id, 'status')))?.[1]
  const counters = path === undefined
    ? []
    : [join(cgroups, 'memory', path, 'memory.oom_control'), join(cgroups, path, 'memory.events')]
  return counters.some((file) => /^oom_kill [1-9]/m.test(read(file))) || existsSync(join(folder, id))
}

/** A removed container leaves no note. */
export const forgetOom = (id: string, folder: string): void => rmSync(join(folder, id), { force: true })

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
