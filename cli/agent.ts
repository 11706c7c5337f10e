import { dirname, resolve } from 'node:path'
import { createLogger, type Logger, type LogLevel } from '../apimachinery/log.ts'
import { ensurePki } from '../certs/pki.ts'
import { RuntimeUnavailableError } from '../nodeagent/runtimes/runtime.ts'
import type { ApiClient } from '../watchers/runtime/client.ts'
import { connect } from './client.ts'
import { stateFailure } from './failure.ts'
import { explain, hostAddress, listenFailure, ownDirectory } from './host.ts'
import { installPackages, missingPackages } from './install.ts'
import { agentDirectory, tlsDirectory } from './layout.ts'
import { processLifetime } from './lifetime.ts'
import { createProgress, type Progress } from './progress.ts'
import { currentContextOf } from './read-kubeconfig.ts'
import { readShortFile, UnusableFileError } from './read-yaml.ts'

/** What the agent of this host is made from, wherever its server runs. */
export interface AgentSetup {
  client: ApiClient
  nodeName: string
  dataDir: string
  podCidr: string
  clusterDomain: string
  server: { address: string; port: number; tls: { key: string; cert: string; clientCa: string } }
  install: boolean
  log: Logger
  progress: Progress
}

/** Runs the agent against the server of a kubeconfig until a signal comes. */
export async function runAgent(values: Record<string, unknown>): Promise<void> {
  const dataDir = resolve(String(values['data-dir']))
  const nodeName = String(values['node-name'])
  const lifetime = processLifetime()
  const progress = createProgress(process.stdout)
  await ownDirectory(dataDir)
  const kubeconfig = await readKubeconfig(resolve(String(values.kubeconfig)))
  const pki = await ensurePki({
    directory: tlsDirectory(dataDir), nodeName, serverNames: [], kubeletNames: [nodeName, hostAddress()],
  })
  const { done } = await startAgentUntil(lifetime.signal, {
    client: await connect(kubeconfig, 'kubelet'),
    nodeName,
    dataDir: agentDirectory(dataDir),
    podCidr: String(values['pod-cidr']),
    clusterDomain: String(values['cluster-domain']),
    server: {
      address: hostAddress(), port: Number(values['kubelet-port']),
      tls: { ...pki.kubelet, clientCa: pki.authority.cert },
    },
    install: values.install === true,
    log: createLogger(values['log-level'] as LogLevel, (line) => process.stderr.write(`${line}\n`)),
    progress,
  })
  progress.say('Ready.')
  await done
}

/** The kubeconfig at `path`, as far as it is needed. Throws a Failure for one that cannot be used. */
export async function readKubeconfig(path: string): Promise<string> {
  try {
    return currentContextOf(await readShortFile(path), dirname(path))
  } catch (error) {
    if (!(error instanceof UnusableFileError) && (error as NodeJS.ErrnoException).code === undefined) throw error
    throw stateFailure(`cannot read the kubeconfig ${path}: ${explain(error)}`, error)
  }
}

/** Starts the agent; resolves when this host is a node. `done` resolves when the agent has ended after `signal`. */
export async function startAgentUntil(signal: AbortSignal, setup: AgentSetup): Promise<{ done: Promise<void> }> {
  const { install, progress, ...rest } = setup
  const missing = await missingPackages()
  if (missing.length > 0 && !install) {
    throw stateFailure(`cannot run pods on this host: ${missing.join(', ')} missing; install with apt, or start with `
      + '--install or --disable-agent')
  }
  if (missing.length > 0) await progress.step(`Install ${missing.join(', ')}`, () => installPackages(missing))
  const { startAgent } = await import('../nodeagent/main.ts')
  let done: Promise<void> | undefined
  await progress.step('Start the agent', async () => {
    const agent = startAgent({ ...rest, signal })
    done = agent.done
    await Promise.race([agent.ready, agent.done]).catch((error: unknown) => {
      if (error instanceof RuntimeUnavailableError) {
        throw stateFailure(`cannot run pods on this host: ${error.message}`, error)
      }
      throw listenFailure(error, setup.server.address, setup.server.port) ?? error
    })
    return `this host is node ${setup.nodeName}`
  })
  if (!done) throw new Error('the agent did not start')
  return { done }
}
