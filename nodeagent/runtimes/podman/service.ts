import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync, constants, existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Logger } from '../../../apimachinery/log.ts'
import { RuntimeUnavailableError } from '../runtime.ts'
import { containersConf, describeAdaptations, detectQuirks, runtimeWrapper } from './adaptations.ts'
import type { MachineQuirks } from './adaptations.ts'
import { createLibpod } from './libpod.ts'
import type { Libpod } from './libpod.ts'
import {
  apartFromV2,
  enter,
  findProcess,
  isMonitorOfExec,
  isSharedWithOthers,
  networkNamespaces,
  releaseFolder,
  shareFolder,
} from './mount-namespace.ts'

/** Where systemd runs podman's service. */
const systemSocket = '/run/podman/podman.sock'

/** A reachable podman. `stop` ends the service if the agent started it; containers go on. */
export interface PodmanService {
  libpod: Libpod
  /** The command that runs another where podman runs, in its mount namespace; empty when it is the agent's own. */
  inside: readonly string[]
  stop(): Promise<void>
}

/** What there is before the agent comes: how the machine is, and where podman's own service would answer. */
export interface Machine {
  quirks: MachineQuirks
  socket: string
}

/** How to reach podman. `machine` is this one unless given. */
export interface ConnectOptions {
  dataDir: string
  log: Logger
  signal?: AbortSignal
  machine?: Machine
}

/** Podman's own service where one answers and the machine suits it; else one that the agent starts and owns. */
export async function connectPodman(options: ConnectOptions): Promise<PodmanService> {
  const { quirks, socket } = options.machine ?? { quirks: detectQuirks(), socket: systemSocket }
  if (!quirks.hybridCgroups && !quirks.cannotRaiseLimits && (await answers(socket))) {
    options.log.info('using the podman service of this machine', { socket })
    const libpod = createLibpod(socket)
    return { libpod, inside: [], stop: async () => libpod.close() }
  }
  return startService({ ...options, quirks })
}

/** Mounts that podman in a mount namespace of its own and the machine are to see of each other. */
const shared = (dataDir: string): string[] => [networkNamespaces, join(dataDir, 'pods')]

/** The agent's own folder is its own to release; network namespaces may be another agent's. */
const isFree = (dataDir: string) =>
  (folder: string): boolean => folder.startsWith(dataDir) || !isSharedWithOthers(folder)

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
    if (quirks.hybridCgroups) shared(dataDir).forEach(shareFolder)
    const pid = launch(folder, socket, quirks)
    writeFileSync(pidFile, `${pid}\n`)
    await untilAnswers(socket, join(folder, 'service.log'), options.signal)
    log.info('started a podman service', { socket, pid })
  }
  const libpod = createLibpod(socket)
  return {
    libpod,
    inside: quirks.hybridCgroups ? enter(servicePid(pidFile)) : [],
    stop: async () => {
      libpod.close()
      await endService(pidFile)
      // Containers that go on need what is mounted; the next start finds it there.
      if (quirks.hybridCgroups && monitorOf(folder) === null) {
        shared(dataDir).filter(isFree(dataDir)).forEach(releaseFolder)
      }
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
  if (podman === null) {
    throw new RuntimeUnavailableError('cannot start podman: it is not installed; install the package "podman"')
  }
  rmSync(socket, { force: true })
  const service = [podman, 'system', 'service', '--time=0', `unix://${socket}`]
  const [program = podman, ...args] = quirks.hybridCgroups ? [...apartFromV2(monitorOf(folder)), ...service] : service
  const output = openSync(join(folder, 'service.log'), 'w')
  // Conmon inherits it, and leaves a file there when it hears of the OOM killer.
  const cwd = join(folder, 'conmon')
  mkdirSync(cwd, { recursive: true })
  const child = spawn(program, args, {
    cwd,
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, CONTAINERS_CONF: join(folder, 'containers.conf') },
  })
  closeSync(output)
  child.on('error', () => {})
  child.unref()
  return child.pid ?? 0
}

/** A living conmon of an earlier service, which hands on the name of its configuration. */
function monitorOf(folder: string): number | null {
  const mark = `CONTAINERS_CONF=${join(folder, 'containers.conf')}`
  return findProcess(
    ({ words, environment }) =>
      words[0]?.endsWith('conmon') === true && !isMonitorOfExec(words) && environment.includes(mark),
  )
}

async function untilAnswers(socket: string, logFile: string, signal?: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    if (await answers(socket)) return
    await sleep(50, undefined, signal ? { signal } : {})
  }
  const said = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n').at(-1) : ''
  throw new RuntimeUnavailableError(
    `cannot start podman: its service does not answer on ${socket}${said ? ` (it says: ${said})` : ''}`,
  )
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

async function endService(pidFile: string): Promise<void> {
  const pid = servicePid(pidFile)
  rmSync(pidFile, { force: true })
  if (pid === null) return
  process.kill(pid, 'SIGTERM')
  for (const deadline = Date.now() + 5_000; isService(pid) && Date.now() < deadline; ) await sleep(20)
}

/** The service's process, if it lives: its id may have gone to another one since. */
function servicePid(pidFile: string): number | null {
  if (!existsSync(pidFile)) return null
  const pid = Number(readFileSync(pidFile, 'utf8'))
  return isService(pid) ? pid : null
}

function isService(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('podman')
  } catch {
    return false
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
