import { dirname, isAbsolute, resolve } from 'node:path'
import { mkdir } from 'node:fs/promises'
import { createLogger, type Logger, type LogLevel } from '../apimachinery/log.ts'
import { replaceFile, ensurePki, type Pki } from '../certs/pki.ts'
import { ensureServiceAccountKey } from '../certs/service-account-key.ts'
import { renderKubeconfig } from '../certs/kubeconfig.ts'
import { startAgentUntil } from './agent.ts'
import { startApi } from './api.ts'
import type { ApiServer } from '../apiserver/main.ts'
import { stateFailure } from './failure.ts'
import { explain, firstPodCidr, hostAddress, ownDirectory, serverNames } from './host.ts'
import { agentDirectory, databaseDirectory, tlsDirectory } from './layout.ts'
import { processLifetime } from './lifetime.ts'
import { createProgress, type Progress } from './progress.ts'
import { connectInside } from './client.ts'
import { settleMemory } from './settle-memory.ts'

/** The values of the server's flags, typed. */
interface ServerOptions {
  dataDir: string
  bindAddress: string
  port: number
  tlsSans: readonly string[]
  kubeconfig: string
  kubeconfigMode: number
  nodeName: string
  clusterCidr: string
  serviceCidr: string
  clusterDomain: string
  kubeletPort: number
  /** How many requests run at a time. */
  maxRequestsInFlight: number
  agent: boolean
  controllers: boolean
  scheduler: boolean
  install: boolean
  logLevel: LogLevel
}

function serverOptions(values: Record<string, unknown>): ServerOptions {
  return {
    dataDir: absolute(values['data-dir']),
    bindAddress: String(values['bind-address']),
    port: Number(values['https-listen-port']),
    tlsSans: values['tls-san'] as string[],
    kubeconfig: absolute(values['write-kubeconfig']),
    kubeconfigMode: Number.parseInt(String(values['write-kubeconfig-mode']), 8),
    nodeName: String(values['node-name']),
    clusterCidr: String(values['cluster-cidr']),
    serviceCidr: String(values['service-cidr']),
    clusterDomain: String(values['cluster-domain']),
    kubeletPort: Number(values['kubelet-port']),
    maxRequestsInFlight: Number(values['max-requests-inflight']) + Number(values['max-mutating-requests-inflight']),
    agent: values['disable-agent'] !== true,
    controllers: values['disable-controller-manager'] !== true,
    scheduler: values['disable-scheduler'] !== true,
    install: values.install === true,
    logLevel: values['log-level'] as LogLevel,
  }
}

function absolute(path: unknown): string {
  return isAbsolute(String(path)) ? String(path) : resolve(String(path))
}

/**
 * Runs everything of one host until a signal comes. The order: certificates, then the API server, which owns
 * the data directory, then its clients. They end the other way round, so that the agent can still write.
 */
export async function runServer(values: Record<string, unknown>): Promise<void> {
  const options = serverOptions(values)
  const log = createLogger(options.logLevel, (line) => process.stderr.write(`${line}\n`))
  const progress = createProgress(process.stdout)
  const lifetime = processLifetime()

  await ownDirectory(options.dataDir)
  const pki = await prepareCertificates(options, progress)
  const api = await startApiStep(options, pki, log, progress)
  const stops: (() => Promise<void>)[] = [() => api.close()]
  try {
    const server = `https://127.0.0.1:${api.port}`
    await progress.step('Write the kubeconfig', () => writeKubeconfig(options, server, pki))
    if (options.controllers || options.scheduler) {
      stops.unshift(await startWatchersStep(options, api, pki, log, progress))
    }
    if (options.agent) stops.unshift(await startAgentStep(options, api, pki, log, progress))
    progress.say(`Ready. export KUBECONFIG=${options.kubeconfig}`)
    settleMemory()
    await lifetime.end
    progress.say('Stopping; containers keep running.')
  } finally {
    for (const stop of stops) await stop()
  }
}

async function prepareCertificates(options: ServerOptions, progress: Progress): Promise<Pki> {
  const { dataDir, nodeName, bindAddress, serviceCidr, clusterDomain, tlsSans } = options
  let pki: Pki | undefined
  await progress.step('Prepare the certificates', async () => {
    const names = serverNames({ nodeName, bindAddress, serviceCidr, clusterDomain })
    pki = await ensurePki({
      directory: tlsDirectory(dataDir),
      nodeName,
      serverNames: [...names, ...tlsSans],
      kubeletNames: [nodeName, hostAddress(), '127.0.0.1', 'localhost'],
    }).catch((error: unknown) => {
      throw stateFailure(`cannot write certificates below ${dataDir}: ${explain(error)}`, error)
    })
  })
  if (!pki) throw new Error('no certificates were made')
  return pki
}

async function startApiStep(options: ServerOptions, pki: Pki, log: Logger, progress: Progress) {
  let api: Awaited<ReturnType<typeof startApi>> | undefined
  await progress.step('Start the API server', async () => {
    const { bindAddress: address, port, serviceCidr, maxRequestsInFlight } = options
    const serviceAccountKey = await ensureServiceAccountKey(tlsDirectory(options.dataDir))
    api = await startApi({
      dataDir: databaseDirectory(options.dataDir), address, port, serviceCidr, maxRequestsInFlight, pki,
      serviceAccountKey, log,
    })
    return `https://${address}:${api.port}`
  })
  if (!api) throw new Error('the API server did not start')
  return api
}

async function writeKubeconfig(
  { kubeconfig, kubeconfigMode }: ServerOptions, server: string, pki: Pki,
): Promise<string> {
  try {
    await mkdir(dirname(kubeconfig), { recursive: true, mode: 0o755 })
    await replaceFile(
      kubeconfig, renderKubeconfig({ server, authority: pki.authority.cert, user: pki.admin }), kubeconfigMode,
    )
  } catch (error) {
    throw stateFailure(`cannot write the kubeconfig ${kubeconfig}: ${explain(error)}`, error)
  }
  return kubeconfig
}

/** Controllers and scheduler run as ordinary clients, each under its own name. */
async function startWatchersStep(options: ServerOptions, api: ApiServer, pki: Pki, log: Logger, progress: Progress) {
  const { startWatchers } = await import('../watchers/main.ts')
  const stopping = new AbortController()
  const { signal } = stopping
  const running: Promise<void>[] = []
  const start = async (user: Pki['admin'], userAgent: string, parts: { controllers: boolean; scheduler: boolean }) => {
    const client = connectInside(api, user.cert, userAgent)
    const { ready, done } = startWatchers({ client, log, signal, rootCa: pki.authority.cert, ...parts })
    running.push(done)
    await ready
  }
  if (options.controllers) {
    await progress.step('Start the controllers', () =>
      start(pki.controllerManager, 'kube-controller-manager', { controllers: true, scheduler: false }))
  }
  if (options.scheduler) {
    await progress.step(
      'Start the scheduler', () => start(pki.scheduler, 'kube-scheduler', { controllers: false, scheduler: true }),
    )
  }
  return async () => {
    stopping.abort()
    await Promise.all(running)
  }
}

async function startAgentStep(options: ServerOptions, api: ApiServer, pki: Pki, log: Logger, progress: Progress) {
  const stopping = new AbortController()
  const { done } = await startAgentUntil(stopping.signal, {
    client: connectInside(api, pki.node.cert, 'kubelet'),
    nodeName: options.nodeName,
    dataDir: agentDirectory(options.dataDir),
    podCidr: firstPodCidr(options.clusterCidr),
    clusterDomain: options.clusterDomain,
    server: {
      address: hostAddress(), port: options.kubeletPort, tls: { ...pki.kubelet, clientCa: pki.authority.cert },
    },
    install: options.install,
    log,
    progress,
  })
  return async () => {
    stopping.abort()
    await done
  }
}
