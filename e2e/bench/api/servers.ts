import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthority, issue } from '../../../certs/authority.ts'
import { freePort } from '../../harness/coracle.ts'
import type { Target } from './connection.ts'

/** A server in a process of its own. */
export interface Served extends Target {
  pid: number
  stop(): Promise<void>
}

/** The shipped server, on a data directory that outlives it. */
export interface CoracleServed extends Served {
  /** From start to ready. */
  readyMs: number
  /** Ends it (`SIGKILL` for a crash) and starts it again on the same data. */
  restart(signal?: NodeJS.Signals): Promise<void>
}

/** Starts the server that does nothing. */
export async function startBare(): Promise<Served> {
  const now = new Date()
  const authority = await createAuthority('bench', now)
  const profile = { file: '', commonName: 'bare', organizations: [], usage: 'server' } as const
  const { key, cert } = await issue(authority, profile, { sans: ['127.0.0.1'], now })
  const child = fork(join(import.meta.dirname, 'bare-server.ts'), { stdio: 'inherit' })
  child.send({ key, cert })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { port, tls: {}, pid: child.pid ?? 0, stop: () => ended(child, 'SIGTERM') }
}

const flags = ['--disable-agent', '--disable-controller-manager', '--disable-scheduler', '--bind-address', '127.0.0.1']

/** Starts a bundle's launcher, without agent, controllers and scheduler: the API alone. */
export async function startBundle(bundle: string, more: readonly string[] = []): Promise<CoracleServed> {
  const dataDir = await mkdtemp(join(tmpdir(), 'coracle-bench-'))
  const kubeconfig = join(dataDir, 'kubeconfig')
  const port = await freePort()
  const args = [
    'server', ...flags, '--data-dir', dataDir, '--write-kubeconfig', kubeconfig, '--https-listen-port', `${port}`,
    ...more,
  ]
  let child: ChildProcess
  const start = async (): Promise<void> => {
    const started = performance.now()
    child = spawn(join(bundle, 'coracle'), args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await printed(child, 'Ready.')
    Object.assign(served, { pid: child.pid ?? 0, readyMs: performance.now() - started, tls: clientOf(kubeconfig) })
  }
  const served: CoracleServed = {
    port, tls: {}, pid: 0, readyMs: 0,
    restart: async (signal = 'SIGTERM') => {
      await ended(child, signal)
      await start()
    },
    stop: async () => {
      await ended(child, 'SIGTERM')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  await start()
  return served
}

function clientOf(kubeconfig: string): Target['tls'] {
  const text = readFileSync(kubeconfig, 'utf8')
  const part = (name: string) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(text)?.[1] ?? '', 'base64').toString()
  return { cert: part('client-certificate-data'), key: part('client-key-data') }
}

function printed(child: ChildProcess, wanted: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text = `${text}${chunk}`.slice(-4096)
      if (text.includes(wanted)) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)))
  })
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** Resident memory now, and its peak since `resetPeak`; bytes. */
export function memoryOf({ pid }: Served): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024
  return { now: kib('VmRSS'), peak: kib('VmHWM') }
}

/** Lets the kernel count the peak of resident memory from now on. */
export function resetPeak({ pid }: Served): void {
  const file = `/proc/${pid}/clear_refs`
  if (existsSync(file)) writeFileSync(file, '5')
}
