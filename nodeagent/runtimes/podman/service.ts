import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, openSync, closeSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Logger } from '../../../apimachinery/log.ts'
import { containersConf, describeAdaptations, detectQuirks, runtimeWrapper } from './adaptations.ts'
import type { MachineQuirks } from './adaptations.ts'
import { createLibpod } from './libpod.ts'
import type { Libpod } from './libpod.ts'

/** Where systemd runs podman's service. */
const systemSocket = '/run/podman/podman.sock'

/** A reachable podman. `stop` ends the service if the agent started it; containers go on. */
export interface PodmanService {
  libpod: Libpod
  stop(): Promise<void>
}

/** Podman's own service where one answers and the machine suits it; else one that the agent starts and owns. */
export async function connectPodman(options: { dataDir: string; log: Logger; signal?: AbortSignal }): Promise<PodmanService> {
  const quirks = detectQuirks()
  if (!quirks.hybridCgroups && !quirks.cannotRaiseLimits && (await answers(systemSocket))) {
    options.log.info('using the podman service of this machine', { socket: systemSocket })
    const libpod = createLibpod(systemSocket)
    return { libpod, stop: async () => libpod.close() }
  }
  return startService({ ...options, quirks })
}

async function startService(options: {
  dataDir: string
  log: Logger
  quirks: MachineQuirks
  signal?: AbortSignal
}): Promise<PodmanService> {
  const { dataDir, log, quirks } = options
  const folder = join(dataDir, 'podman')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const line of describeAdaptations(quirks)) log.info(line)
  const socket = socketIn(folder)
  const pidFile = join(folder, 'service.pid')
  writeConfiguration(folder, quirks)
  // A service that outlived a killed agent is taken over, with all that it has mounted.
  if (!(await answers(socket))) {
    const pid = launch(folder, socket, quirks)
    writeFileSync(pidFile, `${pid}\n`)
    await untilAnswers(socket, join(folder, 'service.log'), options.signal)
    log.info('started a podman service', { socket, pid })
  }
  const libpod = createLibpod(socket)
  return {
    libpod,
    stop: async () => {
      libpod.close()
      endService(pidFile)
    },
  }
}

/** Unix socket paths end at 107 bytes; a deep data directory gets a short one elsewhere. */
function socketIn(folder: string): string {
  const path = join(folder, 'podman.sock')
  if (Buffer.byteLength(path) < 100) return path
  return `/run/coracle-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`
}

function writeConfiguration(folder: string, quirks: MachineQuirks): void {
  const wrapper = join(folder, 'oci-runtime')
  writeFileSync(wrapper, runtimeWrapper(findProgram('crun') ?? '/usr/bin/crun'), { mode: 0o755 })
  writeFileSync(join(folder, 'containers.conf'), containersConf(quirks, wrapper))
}

function launch(folder: string, socket: string, quirks: MachineQuirks): number {
  const podman = findProgram('podman')
  if (podman === null) throw new Error('cannot start podman: it is not installed; install the package "podman"')
  rmSync(socket, { force: true })
  const service = [podman, 'system', 'service', '--time=0', `unix://${socket}`]
  const [program = podman, ...args] = quirks.hybridCgroups ? [...apart(folder), ...service] : service
  const output = openSync(join(folder, 'service.log'), 'w')
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, CONTAINERS_CONF: join(folder, 'containers.conf') },
  })
  closeSync(output)
  child.on('error', () => {})
  child.unref()
  return child.pid ?? 0
}

/**
 * The command that runs another without the v2 tree. Containers of an earlier service have their network
 * namespaces mounted in its mount namespace alone, which lives as long as they do: it is entered again. A new one
 * is a slave of the machine's, so that volumes mounted later are seen inside.
 */
function apart(folder: string): string[] {
  const pid = monitorOf(folder)
  if (pid !== null) return ['nsenter', `--mount=/proc/${pid}/ns/mnt`, '--']
  return ['unshare', '--mount', '--propagation', 'slave', '--', '/bin/sh', '-c', 'umount /sys/fs/cgroup/unified; exec "$@"', 'sh']
}

/** A living conmon of an earlier service, known by the runtime wrapper in its arguments. */
function monitorOf(folder: string): number | null {
  const wrapper = join(folder, 'oci-runtime')
  for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      if (words[0]?.endsWith('conmon') && words.includes(wrapper)) return Number(pid)
    } catch {
      // It has ended since it was listed.
    }
  }
  return null
}

async function untilAnswers(socket: string, logFile: string, signal?: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    if (await answers(socket)) return
    await sleep(50, undefined, signal ? { signal } : {})
  }
  const said = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n').at(-1) : ''
  throw new Error(`cannot start podman: its service does not answer on ${socket}${said ? ` (it says: ${said})` : ''}`)
}

async function answers(socket: string): Promise<boolean> {
  if (!existsSync(socket)) return false
  const libpod = createLibpod(socket)
  try {
    const answer = await libpod.stream('GET', '/_ping', { signal: AbortSignal.timeout(5_000) })
    answer.resume()
    return true
  } catch {
    return false
  } finally {
    libpod.close()
  }
}

function endService(pidFile: string): void {
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8'))
  rmSync(pidFile, { force: true })
  try {
    // The id may have gone to another process since.
    if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('podman')) return
    process.kill(pid, 'SIGTERM')
  } catch {
    // It has ended already.
  }
}

/** The path of a program, or null. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/bin', '/usr/sbin', '/usr/bin', '/bin']
  for (const folder of folders) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not here.
    }
  }
  return null
}
