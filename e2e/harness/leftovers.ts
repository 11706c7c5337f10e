import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { agentDirectory } from '../../cli/layout.ts'
import { run } from './run.ts'

/** Where a server kept its things, and the network of its pods. */
export interface Traces {
  dataDir: string
  podCidr: string
}

/**
 * Ends and removes what a server left on this machine on purpose: containers, podman's service, mounts, the network,
 * the data.
 */
export async function removeTraces({ dataDir, podCidr }: Traces): Promise<void> {
  const containers = await containersOf(dataDir)
  if (containers.length > 0) {
    await podman(dataDir, 'rm', '--force', '--ignore', '--depend', '--time', '0', ...containers)
  }
  for (const pid of processesOf(dataDir)) endProcess(pid)
  for (const mount of mountsBelow(dataDir)) await run('umount', ['--lazy', mount])
  const network = networkOf(podCidr)
  if ((await podman(dataDir, 'network', 'exists', network)).code === 0) await podman(dataDir, 'network', 'rm', network)
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
}

/** What is still there of a server, a line for each: nothing, when all is well. */
export async function tracesOf({ dataDir, podCidr }: Traces): Promise<string[]> {
  const network = networkOf(podCidr)
  return [
    ...processesOf(dataDir).map((pid) => `process ${pid}: ${commandLine(pid).join(' ')}`),
    ...mountsBelow(dataDir).map((mount) => `mount ${mount}`),
    ...(await containersOf(dataDir)).map((id) => `container ${id}`),
    ...((await podman(dataDir, 'network', 'exists', network)).code === 0 ? [`network ${network}`] : []),
  ]
}

/** As the agent names the network of its pods. */
function networkOf(podCidr: string): string {
  return `coracle-${podCidr.replace(/[./]/g, '-')}`
}

/** An agent's containers carry its name, which ends in a hash of its folder. */
async function containersOf(dataDir: string): Promise<string[]> {
  const hash = createHash('sha256').update(agentDirectory(dataDir)).digest('hex').slice(0, 8)
  const format = '{{.ID}} {{index .Labels "io.coracle.agent"}}'
  const { stdout } = await podman(dataDir, 'ps', '--all', '--filter', 'label=io.coracle.agent', '--format', format)
  const listed = stdout.trim().split('\n').map((line) => line.split(' '))
  return listed.filter(([, agent]) => agent?.endsWith(`-${hash}`)).map(([id = '']) => id)
}

/** Podman as the agent configured it: containers can be ended only by the runtime that started them. */
function podman(dataDir: string, ...args: string[]) {
  return run('env', [
    `CONTAINERS_CONF=${join(agentDirectory(dataDir), 'podman', 'containers.conf')}`, 'podman', ...args,
  ])
}

function processesOf(dataDir: string): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  return all.filter((pid) => pid !== process.pid && commandLine(pid).some((word) => word.includes(dataDir)))
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

/** The innermost first, so that they can be taken away in order. */
function mountsBelow(dataDir: string): string[] {
  const points = readFileSync('/proc/self/mounts', 'utf8').split('\n').map((line) => line.split(' ')[1] ?? '')
  return points.filter((point) => point === dataDir || point.startsWith(`${dataDir}/`)).reverse()
}
