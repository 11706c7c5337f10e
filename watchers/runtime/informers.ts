import type { Logger } from '../../apimachinery/log.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient, ResourceRef } from './api-client.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { Informer } from './informer.ts'

/** The informers that all controllers share: one per collection, however many ask for it. */
export interface Informers {
  /** Whole objects, without their managedFields. */
  for<T extends KubeObject = KubeObject>(ref: ResourceRef, query?: Record<string, string>): Informer<T>
  /** Metadata is enough: the informer with whole objects if there is one already, else one that keeps only metadata. */
  metadata(ref: ResourceRef): Informer
  /** Forgets a collection that is no longer served. */
  stop(ref: ResourceRef): void
  /** Starts what was asked for since the last call and waits until it has its first list, or `signal` aborts. */
  start(): Promise<void>
}

interface Entry {
  informer: Informer
  stopping: AbortController
  running: boolean
}

export function createInformers(
  client: ApiClient, log: Logger, signal: AbortSignal, clock: Clock = systemClock,
): Informers {
  const entries = new Map<string, Entry>()

  const obtain = (key: string, make: () => Informer): Informer => {
    const entry = entries.get(key) ?? { informer: make(), stopping: new AbortController(), running: false }
    entries.set(key, entry)
    return entry.informer
  }

  return {
    for: <T extends KubeObject>(ref: ResourceRef, query: Record<string, string> = {}) =>
      obtain(keyFor(ref, query), () =>
        new Informer({
          client, ref, log, clock, query, transform: withoutManagedFields,
        })) as Informer<any> as Informer<T>,
    metadata: (ref) => entries.get(keyFor(ref))?.informer
      ?? obtain(`${keyFor(ref)}#metadata`, () => new Informer({ client, ref, log, clock, transform: metadataOnly })),
    stop: (ref) => {
      const key = `${keyFor(ref)}#metadata`
      entries.get(key)?.stopping.abort()
      entries.delete(key)
    },
    start: async () => {
      for (const entry of entries.values()) {
        if (entry.running) continue
        entry.running = true
        void entry.informer.run(AbortSignal.any([signal, entry.stopping.signal]))
      }
      const aborted = new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      await Promise.race([aborted, Promise.all([...entries.values()].map(({ informer }) => informer.ready))])
    },
  }
}

function keyFor(ref: ResourceRef, query: Record<string, string> = {}): string {
  return `${ref.group}/${ref.resource}/${ref.namespace ?? ''}?${new URLSearchParams(query)}`
}

function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata.managedFields === undefined) return object
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

function metadataOnly({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, ownerReferences, finalizers, deletionTimestamp } = metadata
  const kept = { name, namespace, uid, resourceVersion, ownerReferences, finalizers, deletionTimestamp }
  const defined = Object.entries(kept).filter(([, value]) => value !== undefined)
  return { apiVersion, kind, metadata: Object.fromEntries(defined) }
}
