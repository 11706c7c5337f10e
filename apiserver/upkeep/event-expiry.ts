import type { Logger } from '../../apimachinery/log.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { collectionKey, type Resource } from '../registry/resource.ts'
import { RevisionMismatchError } from '../storage/store.ts'
import type { CacheEvent } from '../watch/cache-contract.ts'

/** How long an Event is kept behind its last write; upstream: --event-ttl. */
const keptMs = 60 * 60_000
/** How often is looked for Events whose time has come: upstream's leases are not more exact. */
const everyMs = 60_000
/** How many deletions are under way at once, so that other writes come between. */
const atOnce = 64

/** Deletes Events an hour after their last write; whoever watches them is told. */
export interface EventExpiry {
  /** Deletes those whose time has come. Done every minute, too. */
  sweep(): Promise<void>
  close(): Promise<void>
}

/** The last write of an Event that is there. */
interface LastWrite {
  revision: number
  at: number
}

/** Follows the Events of the store. For those that are there already the object says when it was written last. */
export async function startEventExpiry(
  resource: Resource,
  { log, now = Date.now }: { log: Logger; now?: () => number },
): Promise<EventExpiry> {
  const { cache, store } = resource
  const prefix = collectionKey(resource, '')
  const snapshot = cache.snapshot()
  // In the order of their times: what is written moves to the end.
  const writes = new Map<string, LastWrite>(
    [...snapshot.scan(prefix)]
      .map(({ key, revision, object }): [string, LastWrite] => [
        key,
        { revision, at: Math.min(lastWritten(object), now()) },
      ])
      .sort(([, one], [, other]) => one.at - other.at),
  )
  const subscription = await cache.subscribe(snapshot.revision, prefix, (events) => follow(writes, events, now()))

  const remove = async ([key, { revision }]: [string, LastWrite]): Promise<void> => {
    try {
      await store.delete(key, revision)
    } catch (error) {
      // Written or deleted at this moment: the subscription tells.
      if (!(error instanceof RevisionMismatchError)) throw error
    }
  }
  const sweep = async (): Promise<void> => {
    const due = expired(writes, now() - keptMs)
    for (let index = 0; index < due.length; index += atOnce)
      await Promise.all(due.slice(index, index + atOnce).map(remove))
  }
  let sweeping = Promise.resolve()
  const timer = setInterval(() => {
    sweeping = sweep().catch((error: unknown) =>
      log.warn('cannot delete Events that are an hour old: the next minute tries again', { error }),
    )
  }, everyMs).unref()
  return {
    sweep,
    async close() {
      clearInterval(timer)
      subscription.close()
      await sweeping
    },
  }
}

function follow(writes: Map<string, LastWrite>, events: readonly CacheEvent[], at: number): void {
  for (const { current, previous, revision } of events) {
    writes.delete((current ?? previous)!.key)
    if (current) writes.set(current.key, { revision, at })
  }
}

function expired(writes: ReadonlyMap<string, LastWrite>, until: number): [string, LastWrite][] {
  const due: [string, LastWrite][] = []
  for (const entry of writes) {
    if (entry[1].at > until) break
    due.push(entry)
  }
  return due
}

/** Every write that changes something leaves its time with its manager. */
function lastWritten({ metadata: { creationTimestamp, managedFields = [] } }: KubeObject): number {
  const times = [creationTimestamp, ...managedFields.map(({ time }) => time)]
  return Math.max(0, ...times.map((time) => Date.parse(time ?? '')).filter(Number.isFinite))
}
