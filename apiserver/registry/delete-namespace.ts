import { conflict, notFoundError } from '../../apimachinery/api-error.ts'
import { cloneJson } from '../../apimachinery/clone.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { formatTime } from '../../apimachinery/meta.ts'
import { deleteObject, type Deleted } from './delete.ts'
import { checkDeleteOptions, type DeleteOptions } from './delete-options.ts'
import { deletionFinalizers } from './deletion-finalizers.ts'
import { nameOf, objectKey, type Resource, type WriteRequest } from './resource.ts'
import { RevisionMismatchError } from '../storage/store.ts'
import { withRevision } from '../watch/object-revision.ts'
import { encodeForStore } from './encode.ts'

/**
 * A namespace goes in two steps: marked as terminating, emptied by its controller, which takes its finalizer off, and
 * then deleted like anything else. Upstream: registry/core/namespace.
 */
export async function deleteNamespace(
  resource: Resource, name: string, options: DeleteOptions, request: WriteRequest,
): Promise<Deleted> {
  checkDeleteOptions(options)
  const current = resource.cache.get(objectKey(resource, '', name))?.object
  if (!current) throw notFoundError(nameOf(resource), name)
  checkPreconditions(resource, current, options)
  if (current.metadata.deletionTimestamp === undefined) {
    await request.validate(undefined, current)
    try {
      return { object: await markTerminating(resource, current, options, request), gone: false, marked: true }
    } catch (error) {
      if (!(error instanceof RevisionMismatchError)) throw error
      await resource.cache.waitFor(error.current?.revision ?? resource.store.revision, AbortSignal.timeout(5_000))
      return deleteNamespace(resource, name, options, request)
    }
  }
  if ((current['spec']?.finalizers ?? []).length > 0) return { object: current, gone: false, marked: false }
  return deleteObject(resource, name, options, request)
}

/** Written past the rules of updates, under which nobody may set a deletion time. */
async function markTerminating(
  resource: Resource, current: KubeObject, options: DeleteOptions, request: WriteRequest,
): Promise<KubeObject> {
  const object = terminate(resource, current, options, request)
  const revision = Number(current.metadata.resourceVersion)
  if (request.context.dryRun) return withRevision(resource.toWire(object), revision)
  const key = objectKey(resource, '', current.metadata.name ?? '')
  const { wire, value } = encodeForStore(resource, object)
  const written = await resource.store.update(key, value, revision)
  return withRevision(wire, written.revision)
}

function checkPreconditions(resource: Resource, { metadata }: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions ?? {}
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(
      nameOf(resource),
      metadata.name ?? '',
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    )
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw conflict(nameOf(resource), metadata.name ?? '', 'Precondition failed: ResourceVersion in precondition: '
      + `${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`)
  }
}

function terminate(
  { definition }: Resource, current: KubeObject, options: DeleteOptions, { context }: WriteRequest,
): KubeObject {
  const object = cloneJson(current)
  object.metadata.deletionTimestamp = formatTime(context.now())
  object['status'] = { ...object['status'], phase: 'Terminating' }
  const finalizers = deletionFinalizers(definition, object, options)
  if (finalizers.length > 0) object.metadata.finalizers = finalizers
  return object
}
