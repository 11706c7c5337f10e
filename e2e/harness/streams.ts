import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Coracle, type Output, run } from './coracle.ts'
import { startHost } from './host.ts'
import { kubectlPath, type KubectlVersion } from './tools.ts'
import { mustSucceed } from './must-succeed.ts'
import { until } from './until.ts'

/** A kubectl that goes on: port-forward, `logs -f`, attach. */
export interface RunningKubectl {
  readonly process: ChildProcess
  stdout(): string
  stderr(): string
  /** Ends it and waits until it is gone. May be called twice. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Starts kubectl and does not wait for its end. */
export function startKubectl(
  { kubeconfig }: Coracle, args: readonly string[], version: KubectlVersion = 'v35',
): RunningKubectl {
  const child = spawn(kubectlPath(version), ['--kubeconfig', kubeconfig, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk))
  child.stdin.on('error', () => {})
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'close')
      child.kill(signal)
      await gone
    },
  }
}

/** Forwards a free port of this machine to a port of a pod. */
export async function forwardPort(
  coracle: Coracle, pod: string, port: number, version: KubectlVersion,
): Promise<RunningKubectl & { port: number }> {
  const kubectl = startKubectl(coracle, ['port-forward', pod, `:${port}`], version)
  const local = await until(async () => /Forwarding from 127\.0\.0\.1:(\d+)/.exec(kubectl.stdout())?.[1])
  return { ...kubectl, port: Number(local) }
}

/** Runs kubectl in a terminal of this size. What it prints is in `stdout`, whole. */
export function kubectlInTerminal(
  { kubeconfig }: Coracle, args: readonly string[], { version = 'v35', input = '', rows = 24, columns = 80 }: {
    version?: KubectlVersion
    input?: string
    rows?: number
    columns?: number
  } = {},
): Promise<Output> {
  const words = [kubectlPath(version), '--kubeconfig', kubeconfig, ...args]
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
  return run('script', ['-qec', `stty rows ${rows} cols ${columns}; ${words.join(' ')}`, '/dev/null'], input)
}

/** A server with the node `host-a`, and these objects applied to it; skips the suite where pods cannot run. */
export async function startWithPods(suite: Mocha.Context, ...manifests: readonly string[]): Promise<Coracle> {
  const coracle = await startHost(suite)
  for (const input of manifests) await mustSucceed(coracle, ['apply', '-f', '-'], { input })
  return coracle
}
