import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeTraces, type Traces } from './leftovers.ts'
import { whenOwnTimeIsUp } from './own-time.ts'
import { type Output, run } from './run.ts'
import { kubectlPath, type KubectlVersion, repository } from './tools.ts'

export { type Output, run }

/** How long a server may take to say that it is ready, and to stop, of its own time. */
const startMs = 60_000
const stopMs = 40_000

/** A `coracle server` started as a user starts it, on a data directory and ports of its own. */
export interface Coracle {
  readonly kubeconfig: string
  readonly port: number
  readonly dataDir: string
  readonly process: ChildProcess
  /** What it printed up to now. */
  output(): string
  kubectl(args: readonly string[], options?: { input?: string; version?: KubectlVersion }): Promise<Output>
  /** Ends the process (SIGTERM unless said otherwise) and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Starts again on the same data directory and ports. */
  start(): Promise<void>
  /** Stops it and removes the data directory. May be called twice. */
  close(): Promise<void>
}

const started: Traces[] = []

/** Where the servers of this run kept their things, ended ones too. */
export function startedServers(): readonly Traces[] {
  return started
}

/** Starts a server; `dataDir` unless given is a folder of its own. */
export async function startCoracle(flags: readonly string[] = [], given?: { dataDir: string }): Promise<Coracle> {
  const dataDir = given?.dataDir ?? (await mkdtemp(join(tmpdir(), 'coracle-')))
  const kubeconfig = join(dataDir, 'kubeconfig.yaml')
  const [port, kubeletPort] = await Promise.all([freePort(), freePort()])
  // Pods of servers side by side are in networks side by side, beyond podman's own 10.88.0.0/16.
  const podCidr = `10.${89 + ((port >> 8) % 128)}.${port % 256}.0/24`
  const traces = { dataDir, podCidr }
  started.push(traces)
  const fixed = [
    'server', '--data-dir', dataDir, '--write-kubeconfig', kubeconfig, '--bind-address', '127.0.0.1', '--cluster-cidr',
    podCidr,
  ]
  const args = [...fixed, '--https-listen-port', `${port}`, '--kubelet-port', `${kubeletPort}`, ...flags]
  let child: ChildProcess
  let printed = ''

  const start = async (): Promise<void> => {
    printed = ''
    child = spawnCoracle(args)
    const collect = (chunk: Buffer) => {
      printed = (printed + chunk).slice(-200_000)
    }
    child.stderr?.on('data', collect)
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`coracle server ${why}:\n${printed}`))
      const stopWaiting = whenOwnTimeIsUp(child.pid ?? 0, startMs, () => fail(`was not ready in ${startMs} ms`))
      child.once('exit', (code) => {
        stopWaiting()
        fail(`ended with ${code}`)
      })
      child.stdout?.on('data', (chunk: Buffer) => {
        collect(chunk)
        if (!printed.includes('Ready.')) return
        stopWaiting()
        resolve()
      })
    })
  }

  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const gone = once(child, 'exit')
    child.kill(signal)
    const stopWaiting = whenOwnTimeIsUp(child.pid ?? 0, stopMs, () => child.kill('SIGKILL'))
    await gone
    stopWaiting()
    return child.exitCode
  }

  await start().catch(async (error: unknown) => {
    child?.kill('SIGKILL')
    await removeTraces(traces)
    throw error
  })
  return {
    kubeconfig,
    port,
    dataDir,
    get process() {
      return child
    },
    output: () => printed,
    kubectl: (words, { input, version = 'v35' } = {}) =>
      run(
        kubectlPath(version),
        ['--kubeconfig', kubeconfig, `--cache-dir=${join(dataDir, `kubectl-${version}`)}`, ...words],
        input,
      ),
    stop,
    start,
    close: async () => {
      if (!flags.includes('--disable-agent') && child.exitCode === null) await removePods(kubeconfig)
      await stop()
      await removeTraces(traces)
    },
  }
}

/** Containers outlive a server, so what a test left is deleted before its server stops. */
async function removePods(kubeconfig: string): Promise<void> {
  const kubectl = (...args: string[]) => run(kubectlPath(), ['--kubeconfig', kubeconfig, ...args])
  await kubectl('delete', 'deployments,replicasets', '--all', '--all-namespaces', '--cascade=orphan')
  await kubectl('delete', 'pods', '--all', '--all-namespaces', '--grace-period=1', '--timeout=90s')
}

/** A server that only answers: no node, and nobody who writes but its clients. */
export const startApiServer = (): Promise<Coracle> =>
  startCoracle(['--disable-agent', '--disable-controller-manager', '--disable-scheduler'])

/** The command from the checkout, on the runtime that runs the tests. */
function spawnCoracle(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(repository, 'cli', 'main.ts'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The bundle in `dist/`, which `npm run build` makes: what users install. */
export function spawnBundle(args: readonly string[]): ChildProcess {
  return spawn(join(repository, 'dist', 'coracle'), args, { stdio: ['ignore', 'pipe', 'pipe'] })
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
