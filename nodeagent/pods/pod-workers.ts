import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { ApiError } from '../../apimachinery/api-error.ts'
import type { ApiClient } from '../../watchers/runtime/client.ts'
import type { RuntimePod } from '../runtimes/runtime.ts'
import { removePodFolder } from '../volumes/volumes.ts'
import type { PodListener } from './pod-source.ts'
import { createStatusWriter } from './status-writer.ts'
import { startPodWorker } from './pod-worker.ts'
import type { WorkerDeps } from './pod-context.ts'
import type { PodWorker } from './pod-worker.ts'
import type { Pod } from './pod.ts'

/** Grace for containers whose pod went from the API while the agent was away. */
const orphanGraceSeconds = 30
/** Between two tries to remove what is left of pods. */
const sweepRetryMilliseconds = 10_000

/** A worker per pod of this node. */
export interface PodWorkers extends PodListener {
  /** Something happened to a pod's containers. */
  poke(uid: string): void
  /** The pod by its name, as the API last told it. */
  find(namespace: string, name: string): Pod | null
  list(): Pod[]
  /** Stops all workers; containers go on. */
  close(): Promise<void>
}

/** Starts and feeds the workers of a node. */
export function createPodWorkers(
  deps: Omit<WorkerDeps, 'status' | 'confirmDeletion'> & { client: ApiClient },
): PodWorkers {
  const { client, runtime, log, podsFolder } = deps
  const workers = new Map<string, { worker: PodWorker; pod: Pod }>()
  let swept = false
  let closed = false
  let stopSweeping = () => {}

  function upsert(pod: Pod): void {
    if (closed) return
    const { uid } = pod.metadata
    const known = workers.get(uid)
    if (known) {
      known.pod = pod
      known.worker.update(pod)
      return
    }
    const worker = startPodWorker(pod, {
      ...deps,
      status: createStatusWriter(client, log),
      confirmDeletion: (deleted) => confirmDeletion(client, deleted),
    })
    workers.set(uid, { worker, pod })
    void worker.done.then(() => workers.delete(uid))
  }

  /** What the host has of pods that the API does not know is removed; what cannot be is tried again later. */
  async function sweep(): Promise<void> {
    const isOrphan = (uid: string) => !closed && !workers.has(uid)
    try {
      const left = (await runtime.pods()).filter(({ uid }) => isOrphan(uid))
      await Promise.all(left.map((pod) => removeOrphan(deps, pod)))
      for (const uid of await readdir(podsFolder)) if (isOrphan(uid)) await removePodFolder(join(podsFolder, uid))
    } catch (error) {
      if (closed) return
      log.warn('cannot remove what is left of pods that are gone', { error })
      const timer = setTimeout(() => void sweep(), sweepRetryMilliseconds)
      stopSweeping = () => clearTimeout(timer)
    }
  }

  return {
    upsert,
    replace(pods) {
      const uids = new Set(pods.map(({ metadata }) => metadata.uid))
      for (const pod of pods) upsert(pod)
      for (const [uid, { worker }] of workers) if (!uids.has(uid)) worker.remove()
      // Only a list that came from the API says what is gone; once is enough, later removals are told.
      if (!swept) {
        swept = true
        void sweep()
      }
    },
    remove: (uid) => workers.get(uid)?.worker.remove(),
    poke: (uid) => workers.get(uid)?.worker.poke(),
    find(namespace, name) {
      const found = [...workers.values()]
        .filter(({ pod }) => pod.metadata.name === name && pod.metadata.namespace === namespace)
      return found.at(-1)?.pod ?? null
    },
    list: () => [...workers.values()].map(({ pod }) => pod),
    async close() {
      closed = true
      stopSweeping()
      await Promise.all([...workers.values()].map(({ worker }) => worker.close()))
    },
  }
}

async function removeOrphan({ runtime, log }: Pick<WorkerDeps, 'runtime' | 'log'>, pod: RuntimePod): Promise<void> {
  log.info('removing containers of a pod that is gone', { pod: `${pod.namespace}/${pod.name}` })
  const running = pod.containers.filter(({ state }) => state === 'running')
  await Promise.all(running.map(({ id }) => runtime.stopContainer(id, orphanGraceSeconds)))
  await runtime.removePod(pod.uid)
}

/** Says that nothing of the pod runs any more; a pod of the same name that came since is left alone. */
async function confirmDeletion(client: ApiClient, pod: Pod): Promise<void> {
  const { name, namespace, uid } = pod.metadata
  try {
    await client.delete({ group: '', version: 'v1', resource: 'pods', namespace }, name, {
      gracePeriodSeconds: 0,
      preconditions: { uid },
    })
  } catch (error) {
    if (!(error instanceof ApiError && (error.code === 404 || error.code === 409))) throw error
  }
}
