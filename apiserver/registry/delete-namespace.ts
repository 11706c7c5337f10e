import { conflict, notFoundError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { formatTime } from '../../apimachinery/meta.ts'
import { deleteObject, type Deleted } from './delete.ts'
import type { DeleteOptions } from './delete-options.ts'
import { deletionFinalizers } from './deletion-finalizers.ts'
import { nameOf, objectKey, type Resource, type WriteRequest } from './resource.ts'
import { updateObject } from './update.ts'

/**
 * A namespace goes in two steps: marked as terminating, emptied by its controller, which takes its finalizer off, and then
 * deleted like anything else. Upstream: registry/core/namespace.
 */
export async function deleteNamespace(
  resource: Resource, name: string, options: DeleteOptions, request: WriteRequest,
): Promise<Deleted> {
  const current = resource.cache.get(objectKey(resource, '', name))?.object
  if (!current) throw notFoundError(nameOf(resource), name)
  checkPreconditions(resource, current, options)
  if (current.metadata.deletionTimestamp === undefined) {
    await request.validate(undefined, current)
    const change = { apply: (object: KubeObject | undefined) => terminate(resource, object ?? current, options, request), strategy: raw }
    const { object } = await updateObject(resource, name, change, { ...request, validate: async () => {} })
    return { object, gone: false, marked: true }
  }
  if ((current['spec']?.finalizers ?? []).length > 0) {
    const reason = 'The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.'
    throw conflict(nameOf(resource), name, reason)
  }
  return deleteObject(resource, name, options, request)
}

/** The server's own write: nothing to keep, nothing to check. */
const raw = { prepareForUpdate: () => {}, validateUpdate: () => [] }

function checkPreconditions(resource: Resource, { metadata }: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions ?? {}
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(nameOf(resource), metadata.name ?? '', `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`)
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw conflict(nameOf(resource), metadata.name ?? '', `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`)
  }
}

function terminate({ definition }: Resource, current: KubeObject, options: DeleteOptions, { context }: WriteRequest): KubeObject {
  const object = structuredClone(current)
  object.metadata.deletionTimestamp = formatTime(context.now())
  object['status'] = { ...object['status'], phase: 'Terminating' }
  const finalizers = deletionFinalizers(definition, object, options)
  if (finalizers.length > 0) object.metadata.finalizers = finalizers
  return object
}
