import { isDeepStrictEqual } from 'node:util'

import { ApiError } from '../../apimachinery/api-error.ts'
import type { Logger } from '../../apimachinery/log.ts'
import type { ApiClient } from '../../watchers/runtime/client.ts'
import type { Pod } from './pod.ts'

/** Makes a pod's status from the pod as it stands in the API. */
export type StatusOf = (pod: Pod) => Record<string, any>

/** Between two tries of a write that failed. */
const retryMilliseconds = 1000

/** Brings one pod's status to the API: the newest wins, writes never overlap, equal ones are not sent. */
export interface StatusWriter {
  /** Writes some time soon; a call before the last one is through replaces it. */
  publish(pod: Pod, statusOf: StatusOf): void
  /** Resolves when nothing is left to write; false when the pod is not in the API any more. */
  flush(): Promise<boolean>
  close(): void
}

/** A writer for one pod. */
export function createStatusWriter(client: ApiClient, log: Logger): StatusWriter {
  let wanted: { pod: Pod; statusOf: StatusOf } | null = null
  let written: Record<string, any> | null = null
  let running: Promise<void> | null = null
  let gone = false
  let closed = false

  async function run(): Promise<void> {
    while (wanted !== null && !gone && !closed) {
      const { pod, statusOf } = wanted
      wanted = null
      try {
        written = await write(client, pod, statusOf, written)
      } catch (error) {
        if (error instanceof ApiError && (error.code === 404 || error.code === 409)) {
          gone = true
          return
        }
        log.warn('cannot write the status of a pod', { pod: pod.metadata.name, error })
        wanted ??= { pod, statusOf }
        await new Promise((resolve) => setTimeout(resolve, retryMilliseconds))
      }
    }
  }

  return {
    publish(pod, statusOf) {
      wanted = { pod, statusOf }
      running ??= run().finally(() => {
        running = null
      })
    },
    async flush() {
      while (running !== null) await running
      return !gone
    },
    close: () => {
      closed = true
    },
  }
}

/** Three tries against a pod that others write too; a pod of another uid is as good as gone. */
async function write(
  client: ApiClient,
  pod: Pod,
  statusOf: StatusOf,
  written: Record<string, any> | null,
): Promise<Record<string, any>> {
  const { name, namespace, uid } = pod.metadata
  const ref = { group: '', version: 'v1', resource: 'pods', namespace }
  let current = pod
  for (let attempt = 0; ; attempt += 1) {
    // The pod from the watch may be older than the last write, which is then what the new one builds on.
    const base = attempt === 0 && written !== null
      ? { ...current, status: { ...current['status'], ...written } }
      : current
    const status = withoutUndefined(statusOf(base))
    if (attempt === 0 && isDeepStrictEqual(status, written)) return status
    if (isDeepStrictEqual(status, current['status'])) return status
    const patch = { metadata: { uid, ...versionOf(attempt, current) }, status: removals(current['status'], status) }
    try {
      await client.patch(ref, name, patch, 'merge', { subresource: 'status' })
      return status
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 409 || attempt === 2) throw error
      current = await client.get<Pod>(ref, name)
      if (current.metadata.uid !== uid) throw error
    }
  }
}

/**
 * After a conflict the write is bound to the version just read; the first try is bound to the pod's uid alone, as
 * kubelet's is, since the agent is the one who writes these fields.
 */
function versionOf(attempt: number, current: Pod): { resourceVersion?: string } {
  const { resourceVersion } = current.metadata
  return attempt === 0 || resourceVersion === undefined ? {} : { resourceVersion }
}

/** A merge patch keeps what it does not name: fields that are to go are named as null. Lists are replaced whole. */
function removals(before: Record<string, any> | undefined, after: Record<string, any>): Record<string, any> {
  const gone = Object.keys(before ?? {}).filter((key) => !(key in after))
  return { ...after, ...Object.fromEntries(gone.map((key) => [key, null])) }
}

const withoutUndefined = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
