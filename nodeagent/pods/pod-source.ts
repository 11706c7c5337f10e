import { setTimeout as sleep } from 'node:timers/promises'

import { ApiError } from '../../apimachinery/api-error.ts'
import type { Logger } from '../../apimachinery/log.ts'
import { errorFromStatus } from '../../watchers/runtime/client.ts'
import type { ApiClient, WatchEvent } from '../../watchers/runtime/client.ts'
import type { Pod } from './pod.ts'

/** What is told of this node's pods. */
export interface PodListener {
  /** All pods of the node, after each list. */
  replace(pods: readonly Pod[]): void
  upsert(pod: Pod): void
  remove(uid: string): void
}

/** Between two tries when the server does not answer. */
const retryMilliseconds = { first: 500, last: 30_000 }

type SourceState = { name: 'listing' } | { name: 'watching'; resourceVersion: string }

/** Follows the pods bound to a node until the signal aborts; the server may go and come. */
export async function followPods(options: {
  client: ApiClient
  nodeName: string
  listener: PodListener
  signal: AbortSignal
  log: Logger
}): Promise<void> {
  const { client, listener, signal, log } = options
  const ref = { group: '', version: 'v1', resource: 'pods' }
  const query = { fieldSelector: `spec.nodeName=${options.nodeName}` }
  let failures = 0

  async function step(state: SourceState): Promise<SourceState> {
    switch (state.name) {
      case 'listing': {
        const { items, resourceVersion } = await client.list<Pod>(ref, query)
        listener.replace(items)
        return { name: 'watching', resourceVersion }
      }
      case 'watching': {
        let { resourceVersion } = state
        let failed: ApiError | null = null
        await client.watch(
          ref,
          { ...query, resourceVersion, allowWatchBookmarks: 'true' },
          (event: WatchEvent) => {
            failures = 0
            if (event.type === 'ERROR') failed = errorFromStatus(event.object)
            else resourceVersion = event.object.metadata.resourceVersion
            if (event.type === 'ADDED' || event.type === 'MODIFIED') listener.upsert(event.object as Pod)
            if (event.type === 'DELETED') listener.remove(event.object.metadata.uid)
          },
          signal,
        )
        if (failed !== null) throw failed as ApiError
        return { name: 'watching', resourceVersion }
      }
    }
  }

  let state: SourceState = { name: 'listing' }
  while (!signal.aborted) {
    const started = Date.now()
    try {
      state = await step(state)
      failures = 0
      // A server that ends every watch at once is not asked without a pause.
      if (Date.now() - started < 100 && state.name === 'watching' && failures === 0) await pause(50, signal)
    } catch (error) {
      if (signal.aborted) return
      // What was missed is too old to be told: all is listed anew.
      if (error instanceof ApiError && error.code === 410) state = { name: 'listing' }
      else {
        log.debug('cannot follow the pods of this node', { error })
        await pause(Math.min(retryMilliseconds.first * 2 ** failures, retryMilliseconds.last), signal)
        failures += 1
      }
    }
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal }).then(() => {}, () => {})
