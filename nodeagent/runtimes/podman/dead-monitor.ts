import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where conmon leaves the exit codes of containers, for podman to find. */
const exitsFolder = '/run/libpod/exits'

/** What is known of a container whose conmon ended before it; containerd says the same of a lost shim. */
const unknownExitCode = 255

/** A container as podman believes it to be. */
export interface MonitoredContainer {
  Id: string
  State: { Status: string; Pid: number; ConmonPid: number }
}

/** The part of the machine that is looked at; replaced in tests. */
export interface ProcessTable {
  /** The text of a file below `/proc/PID`; '' when there is none. */
  read(pid: number, file: string): string
  kill(pid: number): void
}

const machine: ProcessTable = {
  read(pid, file) {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8')
    } catch {
      return ''
    }
  },
  kill(pid) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  },
}

/** Whether podman believes that a container runs whose conmon has ended. */
export function isUnmonitored({ Id, State }: MonitoredContainer, { table = machine } = {}): boolean {
  if (!['running', 'paused', 'stopping'].includes(State.Status) || State.ConmonPid <= 0) return false
  return !table.read(State.ConmonPid, 'cmdline').includes(Id)
}

/** The same of a container as podman lists it, which names its process alone: a monitor is that one's parent. */
export function isOrphaned(
  { Id, State, Pid }: { Id: string; State: string; Pid: number }, { table = machine } = {},
): boolean {
  if (State !== 'running' || Pid <= 0) return false
  const parent = /^PPid:\s*(\d+)/m.exec(table.read(Pid, 'status'))?.[1]
  return parent === undefined || !table.read(Number(parent), 'cmdline').includes(Id)
}

/**
 * Podman learns of a container's end from its conmon alone: one whose conmon was killed runs for ever in its eyes.
 * Such a container is ended, and podman told so in conmon's stead. True when podman has to be asked again.
 */
export function endUnmonitored(container: MonitoredContainer, { table = machine, exits = exitsFolder } = {}): boolean {
  if (!isUnmonitored(container, { table })) return false
  const { Id, State } = container
  // A process may have got its id since: only one in the container's own cgroup is its.
  if (State.Pid > 0 && table.read(State.Pid, 'cgroup').includes(Id)) table.kill(State.Pid)
  if (!existsSync(exits)) return false
  try {
    // Conmon itself may just have said how it ended, which then stands.
    writeFileSync(join(exits, Id), String(unknownExitCode), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return true
}
