import { ApiError } from '../../apimachinery/api-error.ts'
import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient, DeleteOptions, ResourceRef, WatchEvent } from './api-client.ts'
import type { Clock } from './clock.ts'
import { fakeClock } from './fake-clock.ts'
import { fakePatch } from './fake-patch.ts'
import { keyOf } from './store.ts'

/** A resource that discovery tells of. */
export interface FakeResource { group: string; version: string; resource: string; kind: string; namespaced: boolean }

/** One request that writes, as it came in. */
export interface FakeRequest { verb: string; resource: string; name: string; subresource?: string | undefined }

/**
 * An API server in memory, as far as controllers can tell: versions, watches, finalizers, preconditions; no validation.
 */
export interface FakeClient extends ApiClient {
  /** Puts an object there without a request. */
  seed(resource: string, object: KubeObject): KubeObject
  /** What is there now. */
  all(resource: string): KubeObject[]
  find(resource: string, key: string): any
  /** Writes since the beginning. */
  requests: FakeRequest[]
  /** Refuses requests: asked before each, and what it returns is thrown. */
  refuse: ((request: FakeRequest) => Error | undefined) | undefined
  /** Ends all watches, with an error where one is given. */
  cutWatches(error?: Error): void
  /** Forgets the events up to now: a watch from before is told 410. */
  compact(): void
  /** The server comes back with nothing stored. */
  wipe(): void
  /** Sends an event to whoever watches the resource. */
  emit(resource: string, event: WatchEvent): void
}

interface Watcher {
  resource: string
  namespace: string | undefined
  onEvent(event: WatchEvent): void
  end(error?: Error): void
}
interface Change { resource: string; version: number; event: WatchEvent }

function notFound(name: string): ApiError {
  return new ApiError(404, 'NotFound', `"${name}" not found`)
}

function conflict(name: string): ApiError {
  return new ApiError(409, 'Conflict', `Operation cannot be fulfilled on "${name}"`)
}

export function fakeClient(
  { resources = [], clock = fakeClock() }: { resources?: FakeResource[]; clock?: Clock } = {},
): FakeClient {
  let version = 0
  let compacted = 0
  let uids = 0
  let history: Change[] = []
  const stored = new Map<string, Map<string, KubeObject>>()
  const watchers = new Set<Watcher>()
  const of = (resource: string) => stored.get(resource) ?? stored.set(resource, new Map()).get(resource)!

  const publish = (resource: string, event: WatchEvent) => {
    history.push({ resource, version, event })
    for (const watcher of watchers) if (isFor(watcher, resource, event.object)) watcher.onEvent(event)
  }
  const put = (resource: string, object: KubeObject): any => {
    version += 1
    const next = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
    const key = keyOf(next)
    const type = of(resource).has(key) ? 'MODIFIED' : 'ADDED'
    of(resource).set(key, next)
    publish(resource, { type, object: next })
    return next
  }
  const drop = (resource: string, object: KubeObject): void => {
    version += 1
    of(resource).delete(keyOf(object))
    publish(resource, {
      type: 'DELETED', object: { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } },
    })
  }
  /** Stores a new state, or removes the object when nothing holds it any more. */
  const settle = (resource: string, object: KubeObject): any => {
    const { deletionTimestamp, finalizers = [] } = object.metadata
    const isHeld = finalizers.length > 0 || (resource === 'namespaces' && (object['spec']?.finalizers ?? []).length > 0)
    if (deletionTimestamp === undefined || isHeld || isRunning(resource, object)) return put(resource, object)
    drop(resource, object)
    return object
  }
  const existing = (ref: ResourceRef, name: string): KubeObject => {
    const found = of(ref.resource).get(ref.namespace === undefined ? name : `${ref.namespace}/${name}`)
    if (found === undefined) throw notFound(name)
    return found
  }
  const begin = (verb: string, ref: ResourceRef, name: string, subresource?: string) => {
    const request = { verb, resource: ref.resource, name, subresource }
    client.requests.push(request)
    const error = client.refuse?.(request)
    if (error !== undefined) throw error
  }
  const written = (resource: string, old: KubeObject, next: KubeObject, subresource: string | undefined): any => {
    const { resourceVersion = old.metadata.resourceVersion, uid = old.metadata.uid } = next.metadata
    if (resourceVersion !== old.metadata.resourceVersion || uid !== old.metadata.uid) throw conflict(old.metadata.name!)
    const isStatus = subresource === 'status'
    const merged = isStatus
      ? { ...old, metadata: { ...old.metadata, annotations: next.metadata.annotations }, status: next['status'] }
      : { ...next, status: old['status'], metadata: { ...next.metadata, uid: old.metadata.uid! } }
    const isChanged = !isStatus && JSON.stringify(old['spec']) !== JSON.stringify(next['spec'])
    const generation = (old.metadata.generation ?? 1) + (isChanged ? 1 : 0)
    return settle(resource, JSON.parse(JSON.stringify({ ...merged, metadata: { ...merged.metadata, generation } })))
  }

  const client: FakeClient = {
    requests: [],
    refuse: undefined,
    seed: (resource, object) => {
      const metadata = {
        uid: `uid-${++uids}`, creationTimestamp: formatTime(new Date(clock.now())), generation: 1, ...object.metadata,
      }
      return put(resource, { ...object, metadata })
    },
    all: (resource) => [...of(resource).values()],
    find: (resource, key) => of(resource).get(key),
    cutWatches: (error) => { watchers.forEach((watcher) => watcher.end(error)) },
    compact: () => {
      history = []
      compacted = version
    },
    wipe: () => {
      stored.clear()
      history = []
      version = 0
      compacted = 0
    },
    emit: (resource, event) => {
      for (const watcher of watchers) if (watcher.resource === resource) watcher.onEvent(event)
    },

    get: async (ref, name) => existing(ref, name) as any,
    list: async (ref, query = {}) => {
      begin('list', ref, '')
      client.requests.pop()
      const wanted = /^metadata\.name=(.*)$/.exec(query['fieldSelector'] ?? '')?.[1]
      const items = client.all(ref.resource).filter(({ metadata }) =>
        (ref.namespace === undefined || metadata.namespace === ref.namespace)
          && (wanted === undefined || metadata.name === wanted))
      return { items: items as any[], resourceVersion: String(version) }
    },
    watch: (ref, query, onEvent, signal) => new Promise((resolve, reject) => {
      const since = Number(query['resourceVersion'])
      const end = (error?: Error) => {
        watchers.delete(watcher)
        if (error === undefined) resolve()
        else reject(error)
      }
      const watcher: Watcher = { resource: ref.resource, namespace: ref.namespace, onEvent, end }
      if (since < compacted || since > version) {
        onEvent({
          type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' },
        })
        return end()
      }
      for (const change of history) {
        if (change.version > since && isFor(watcher, change.resource, change.event.object)) onEvent(change.event)
      }
      watchers.add(watcher)
      signal.addEventListener('abort', () => end())
      if (signal.aborted) end()
    }),
    create: async (ref, object, name, subresource) => {
      begin('create', ref, name ?? object.metadata.name ?? object.metadata.generateName ?? '', subresource)
      if (subresource === 'binding') {
        const pod = existing(ref, name!)
        return put(ref.resource, { ...pod, spec: { ...pod['spec'], nodeName: object['target'].name } })
      }
      const named = object.metadata.name ?? `${object.metadata.generateName}${++uids}`
      const metadata = {
        ...object.metadata, name: named, ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }),
      }
      const key = keyOf({ ...object, metadata })
      if (of(ref.resource).has(key)) throw new ApiError(409, 'AlreadyExists', `"${named}" already exists`)
      return client.seed(ref.resource, { ...object, metadata }) as any
    },
    update: async (ref, object, subresource) => {
      begin('update', ref, object.metadata.name!, subresource)
      return written(ref.resource, existing(ref, object.metadata.name!), object, subresource)
    },
    patch: async (ref, name, patch, type, { subresource } = {}) => {
      begin('patch', ref, name, subresource)
      const old = existing(ref, name)
      return written(ref.resource, old, fakePatch(old, patch, type) as KubeObject, subresource)
    },
    delete: async (ref, name, options = {}) => {
      begin('delete', ref, name)
      const object = existing(ref, name)
      if (options.preconditions?.uid !== undefined && options.preconditions.uid !== object.metadata.uid) {
        throw conflict(name)
      }
      settle(ref.resource, leaving(ref.resource, object, options, clock))
    },
    raw: async (method, path) => {
      if (method === 'DELETE') {
        const [resource, namespace] = [path.split('/').at(-1)!, path.split('/').at(-2)!]
        begin('deletecollection', { group: '', version: '', resource }, namespace)
        for (const object of client.all(resource)) {
          if (object.metadata.namespace === namespace) settle(resource, leaving(resource, object, {}, clock))
        }
      }
      return { status: 200, body: JSON.stringify(discovery(resources, path)) }
    },
  }
  return client
}

function isFor(watcher: Watcher, resource: string, object: any): boolean {
  return watcher.resource === resource
    && (watcher.namespace === undefined || watcher.namespace === object.metadata?.namespace)
}

/** A pod on a node ends when its agent says so. */
function isRunning(resource: string, { metadata, spec }: KubeObject): boolean {
  return resource === 'pods' && Boolean(spec?.nodeName) && metadata.deletionGracePeriodSeconds !== 0
}

function leaving(
  resource: string, object: KubeObject, { propagationPolicy, gracePeriodSeconds }: DeleteOptions, clock: Clock,
): KubeObject {
  const own = (object.metadata.finalizers ?? []).filter((one) => one !== 'orphan' && one !== 'foregroundDeletion')
  const added = propagationPolicy === 'Orphan'
    ? ['orphan']
    : propagationPolicy === 'Foreground' ? ['foregroundDeletion'] : []
  const grace = resource === 'pods' ? { deletionGracePeriodSeconds: gracePeriodSeconds ?? 30 } : {}
  const deletionTimestamp = object.metadata.deletionTimestamp ?? formatTime(new Date(clock.now()))
  return { ...object, metadata: { ...object.metadata, ...grace, deletionTimestamp, finalizers: [...own, ...added] } }
}

function discovery(resources: readonly FakeResource[], path: string): unknown {
  if (path === '/apis') {
    const groups = new Map(resources.filter(({ group }) => group !== '').map(({ group, version }) => [group, version]))
    return { groups: [...groups].map(([name, version]) => ({ name, preferredVersion: { version } })) }
  }
  const verbs = ['list', 'watch', 'delete', 'deletecollection']
  const group = path.startsWith('/apis/') ? path.split('/')[2] : ''
  return {
    resources: resources.filter((one) => one.group === group)
      .map(({ resource, kind, namespaced }) => ({ name: resource, kind, namespaced, verbs })),
  }
}
