import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { RuntimeError, RuntimeUnavailableError } from '../runtime.ts'
import type { Runtime, RuntimeImage, RuntimePod } from '../runtime.ts'
import { endUnmonitored, isUnmonitored } from './dead-monitor.ts'
import { createPodDialer } from './dial-pod.ts'
import { listenToPodman } from './events.ts'
import { podmanAttach, podmanExec } from './exec.ts'
import { toRuntimePod } from './inspect.ts'
import type { InspectedContainer, ListedContainer } from './inspect.ts'
import { LibpodError } from './libpod.ts'
import type { Libpod } from './libpod.ts'
import { readLogFile } from './log-file.ts'
import { mendLostNamespaces } from './lost-namespaces.ts'
import { labels, sandboxName } from './names.ts'
import { createNetnsDialer } from './netns-dialer.ts'
import { ensureNetwork } from './network.ts'
import { forgetOom, oomFolder, wasOomKilled } from './oom.ts'
import { podmanPull } from './pull.ts'
import { type ConnectOptions, connectPodman, findProgram, type PodmanService } from './service.ts'
import { createSharedAttaches } from './shared-attach.ts'
import { containerSpec, sandboxSpec } from './translate.ts'

/** What a podman runtime is made for. */
export interface PodmanOptions extends ConnectOptions {
  /** Stands in the labels of all it makes; two agents on one machine need two. */
  agent: string
  podCidr: string
}

/** A runtime on this machine's podman. Throws RuntimeUnavailableError, and leaves nothing of its own behind then. */
export async function createPodmanRuntime(options: PodmanOptions): Promise<Runtime> {
  const service = await connectPodman(options)
  try {
    return await runtimeOn(service, options)
  } catch (error) {
    await service.stop()
    throw error
  }
}

async function runtimeOn(service: PodmanService, options: PodmanOptions): Promise<Runtime> {
  const { libpod } = service
  const { version } = await libpod.json<{ version: { Version: string } }>('GET', '/info')
  const dialer = createNetnsDialer()
  const shared = createSharedAttaches(libpod)
  const network = await ensureNetwork(libpod, options.podCidr)
  const place = { agent: options.agent, network, rootfs: pauseRootfs(options.dataDir) }
  const oomNotes = oomFolder(options.dataDir)
  const list = (...wanted: string[]) =>
    libpod.json<ListedContainer[]>('GET', '/containers/json', {
      query: { all: true, filters: JSON.stringify({ label: [`${labels.agent}=${options.agent}`, ...wanted] }) },
    })
  await mendLostNamespaces(
    () => libpod.json('GET', '/containers/json', { query: { all: true } }), service.inside, options.log,
  )
  const asked = (id: string) => libpod.json<InspectedContainer>('GET', `/containers/${id}/json`)
  const inspect = async (id: string) => {
    // One that ends just now is asked for again before it is believed to be without its monitor.
    for (const look of [isUnmonitored, endUnmonitored]) {
      const found = await asked(id)
      if (!look(found)) return found
    }
    return asked(id)
  }
  const remove = async (id: string) => {
    await removeFrom(libpod, id)
    forgetOom(id, oomNotes)
  }
  const pod = async (uid: string): Promise<RuntimePod | null> => {
    const listed = await list(`${labels.podUid}=${uid}`)
    const inspected = await Promise.all(listed.map(({ Id }) => inspect(Id).catch(nullWhenGone)))
    return toRuntimePod(inspected.filter((one) => one !== null), (id) => wasOomKilled(id, oomNotes))
  }

  return {
    version: `podman://${version.Version}`,
    scheme: 'podman',
    pod,
    async pods() {
      const uids = new Set((await list()).map(({ Labels }) => Labels?.[labels.podUid] ?? ''))
      const pods = await Promise.all([...uids].map(pod))
      return pods.filter((one) => one !== null)
    },
    async createSandbox(config) {
      try {
        await libpod.json('POST', '/containers/create', { body: sandboxSpec(config, place) })
        await libpod.json('POST', `/containers/${sandboxName(config)}/start`)
      } catch (error) {
        throw new RuntimeError('CreatePodSandboxError', messageOf(error), { cause: error })
      }
    },
    async stopSandbox(uid) {
      const sandbox = (await pod(uid))?.sandbox
      if (sandbox) {
        await libpod.json('POST', `/containers/${sandbox.id}/stop`, { query: { timeout: 0 } }).catch(nullWhenGone)
      }
    },
    async removePod(uid) {
      const listed = await list(`${labels.podUid}=${uid}`)
      // The sandbox goes last: the others live in its namespaces, and podman holds it for them.
      const last = (one: ListedContainer) => one.Labels?.[labels.kind] === 'sandbox'
      await Promise.all(listed.filter((one) => !last(one)).map(({ Id }) => remove(Id)))
      for (const { Id } of listed.filter(last)) await remove(Id)
    },
    async createContainer(config) {
      try {
        const body = containerSpec(config, options.agent)
        return (await libpod.json<{ Id: string }>('POST', '/containers/create', { body })).Id
      } catch (error) {
        throw new RuntimeError('CreateContainerError', messageOf(error), { cause: error })
      }
    },
    async startContainer(id) {
      try {
        await libpod.json('POST', `/containers/${id}/start`)
      } catch (error) {
        throw new RuntimeError('RunContainerError', `container create failed: ${messageOf(error)}`, { cause: error })
      }
    },
    async stopContainer(id, graceSeconds) {
      await libpod.json('POST', `/containers/${id}/stop`, { query: { timeout: graceSeconds } }).catch(nullWhenGone)
    },
    removeContainer: remove,
    image: (reference) => inspectImage(libpod, reference),
    async pullImage(reference, pullOptions) {
      await podmanPull(libpod, reference, pullOptions)
      const image = await inspectImage(libpod, reference)
      if (image === null) throw new RuntimeError('ErrImagePull', `image ${reference} is not there after its pull`)
      return image
    },
    async *logs(id, logOptions) {
      const { HostConfig } = await inspect(id)
      const ended = async () => {
        const now = await inspect(id).catch(nullWhenGone)
        return now === null || !['running', 'paused', 'stopping', 'created'].includes(now.State.Status)
      }
      yield* readLogFile(HostConfig.LogConfig.Path, logOptions, ended)
    },
    exec: (id, execOptions) => podmanExec(libpod, id, execOptions),
    attach: (id, attachOptions) => podmanAttach({ libpod, shared }, id, attachOptions),
    dial: createPodDialer({ libpod, list, dialer }),
    listen: (listener, signal) => listenToPodman({ libpod, list, listener, signal, log: options.log }),
    close: async () => {
      dialer.close()
      shared.close()
      await service.stop()
    },
  }
}

/** A root file system with nothing but `/pause`: podman's own reaper, which needs no libraries. */
function pauseRootfs(dataDir: string): string {
  const rootfs = join(dataDir, 'podman', 'pause')
  const pause = join(rootfs, 'pause')
  mkdirSync(rootfs, { recursive: true })
  if (existsSync(pause)) return rootfs
  const catatonit = ['/usr/libexec/podman/catatonit', '/usr/lib/podman/catatonit'].find((path) => existsSync(path))
  const source = catatonit ?? findProgram('catatonit')
  if (source === null) {
    throw new RuntimeUnavailableError(
      'cannot make sandboxes: catatonit is not installed; install the package "catatonit"',
    )
  }
  copyFileSync(source, pause)
  return rootfs
}

async function removeFrom(libpod: Libpod, id: string): Promise<void> {
  await libpod.json('DELETE', `/containers/${id}`, { query: { force: true, timeout: 0, v: true } }).catch(nullWhenGone)
}

async function inspectImage(libpod: Libpod, reference: string): Promise<RuntimeImage | null> {
  const found = await libpod
    .json<{ Id: string; RepoDigests?: string[]; Size: number; User?: string }>(
      'GET', `/images/${encodeURIComponent(reference)}/json`,
    )
    .catch(nullWhenGone)
  if (found === null) return null
  return { id: found.Id, repoDigests: found.RepoDigests ?? [], size: found.Size, user: found.User ?? '' }
}

function nullWhenGone(error: unknown): null {
  if (error instanceof LibpodError && error.status === 404) return null
  throw error
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^(coracle|crun): /, '')
