import type { Logger } from '../../apimachinery/log.ts'
import { ApiError } from '../../apimachinery/api-error.ts'
import { formatTime, type KubeObject, type ManagedFieldsEntry } from '../../apimachinery/meta.ts'
import { ownRequest } from '../serving/own-request.ts'
import { collectionKey, type Resource } from '../registry/resource.ts'
import { updateObject } from '../registry/update.ts'
import type { Resources } from '../serving/resources-in-use.ts'
import { findObject, storedObjects } from '../serving/stored-objects.ts'
import type { Subscription } from '../watch/cache-contract.ts'
import { apiServices } from './api-services.ts'
import { customResourceDefinitions } from './custom-resource-definitions.ts'
import { startEventExpiry } from './event-expiry.ts'
import { flowSchemas } from './flow-schemas.ts'
import type { Look, UpkeepTask } from './task.ts'

const tasks: readonly UpkeepTask[] = [flowSchemas, apiServices, customResourceDefinitions]

/**
 * Keeps true what the server says in the status of stored objects, and Events for an hour.
 * Resolves when it is so of all there are now.
 */
export async function startUpkeep(resources: Resources, log: Logger): Promise<{ close(): Promise<void> }> {
  const look: Look = {
    find: (kind, namespace, name) => findObject(resources, kind, namespace, name),
    list: (kind) => storedObjects(resources, kind),
  }
  const writing = new Set<Promise<void>>()
  const subscriptions = await Promise.all(tasks.map((task) => follow(task, resources, look, (object) => {
    const done = keep(task, resources, object, look, log).finally(() => writing.delete(done))
    writing.add(done)
    return done
  })))
  const events = resources.get('/v1/events')
  const expiry = events && await startEventExpiry(events, { log })
  return {
    async close() {
      for (const one of subscriptions.flat()) one.close()
      await expiry?.close()
      await Promise.all(writing)
    },
  }
}

async function keep(
  task: UpkeepTask, resources: Resources, object: KubeObject, look: Look, log: Logger,
): Promise<void> {
  const resource = resources.get(task.kind)
  try {
    if (resource) await write(task, resource, object, look)
  } catch (error) {
    log.error('cannot keep a status true: the write failed', { error, kind: task.kind, name: object.metadata.name })
  }
}

async function follow(
  task: UpkeepTask, resources: Resources, look: Look, keepOne: (object: KubeObject) => Promise<void>,
): Promise<Subscription[]> {
  const resource = resources.get(task.kind)
  if (!resource) return []
  const keepAll = async (): Promise<void> => {
    await Promise.all([...look.list(task.kind)].map(keepOne))
  }
  const { revision } = resource.cache
  await keepAll()
  const own = resource.cache.subscribe(revision, collectionKey(resource, ''), (events) => {
    for (const { current } of events) if (current) void keepOne(current.object)
  })
  const others = task.alsoOn.flatMap((kind) => resources.get(kind) ?? []).map((other) =>
    other.cache.subscribe(other.cache.revision, collectionKey(other, ''), () => void keepAll()))
  return Promise.all([own, ...others])
}

async function write(task: UpkeepTask, resource: Resource, { metadata }: KubeObject, look: Look): Promise<void> {
  const now = new Date()
  const { name = '', namespace = '' } = metadata
  const current = look.find(task.kind, namespace, name)
  if (!current || task.statusOf(current, look, now) === undefined) return
  const request = ownRequest(resource, { metadata: { name, namespace } }, 'status')
  const change = async (old: KubeObject | undefined): Promise<KubeObject> => {
    const object = structuredClone(old!)
    const status = task.statusOf(object, look, now)
    if (status === undefined) return object
    object['status'] = status
    if (task.operation === 'Update') await request.track(object, old)
    else object.metadata.managedFields = [appliedEntry(task, object, now), ...others(task, object)]
    return object
  }
  try {
    await updateObject(resource, name, { apply: change, strategy: resource.definition.status! }, request)
  } catch (error) {
    // Gone in the meantime, and its status with it.
    if (!(error instanceof ApiError) || error.code !== 404) throw error
  }
}

function others({ manager, operation }: UpkeepTask, { metadata }: KubeObject): ManagedFieldsEntry[] {
  return (metadata.managedFields ?? []).filter((entry) =>
    entry.manager !== manager || entry.operation !== operation || entry.subresource !== 'status')
}

/** Whoever applies conditions owns each of them whole. */
function appliedEntry({ manager }: UpkeepTask, { apiVersion, status }: KubeObject, now: Date): ManagedFieldsEntry {
  const conditions: Record<string, unknown>[] = status.conditions
  const owned = conditions.map((condition) => [
    `k:${JSON.stringify({ type: condition['type'] })}`,
    { '.': {}, ...Object.fromEntries(Object.keys(condition).sort().map((field) => [`f:${field}`, {}])) },
  ])
  return {
    manager, operation: 'Apply', apiVersion, time: formatTime(now), fieldsType: 'FieldsV1',
    fieldsV1: { 'f:status': { 'f:conditions': Object.fromEntries(owned) } }, subresource: 'status',
  }
}
