import { conflict, notFoundError } from '../../apimachinery/api-error.ts'
import { cloneJson } from '../../apimachinery/clone.ts'
import { next } from '../../apimachinery/int64.ts'
import { formatTime, type KubeObject } from '../../apimachinery/meta.ts'
import { RevisionMismatchError } from '../storage/store.ts'
import type { CachedObject } from '../watch/cache-contract.ts'
import { withRevision } from '../watch/object-revision.ts'
import { checkDeleteOptions, type DeleteOptions } from './delete-options.ts'
import { deletionFinalizers, deletionWarning } from './deletion-finalizers.ts'
import { encodeForStore } from './encode.ts'
import { beforeDelete } from './graceful-deletion.ts'
import { nameOf, objectKey, type Resource, type WriteRequest } from './resource.ts'
import { shownAt, storedForm } from './shown-form.ts'
import { storedKind, storedWire } from './wire-form.ts'

/** What came of a delete. `object` is its last state. */
export interface Deleted {
  readonly object: KubeObject
  /** Gone, not only marked. */
  readonly gone: boolean
  /** Written by this call as being deleted, or but for a dry run; not when it waited already. */
  readonly marked: boolean
}

/** Deletes or, where grace or finalizers demand it, marks for deletion; upstream: registry.Store.Delete. */
export async function deleteObject(
  resource: Resource, name: string, options: DeleteOptions, request: WriteRequest,
): Promise<Deleted> {
  checkDeleteOptions(options)
  const warning = deletionWarning(resource.definition, options)
  if (warning !== undefined) request.context.warn(warning)
  const key = objectKey(resource, request.context.namespace, name)
  for (;;) {
    const current = resource.cache.get(key)
    if (!current) throw notFoundError(nameOf(resource), name)
    try {
      return await deleteOnce(resource, current, options, request)
    } catch (error) {
      if (!(error instanceof RevisionMismatchError)) throw error
      await resource.cache.waitFor(error.current?.revision ?? resource.store.revision, AbortSignal.timeout(5_000))
    }
  }
}

async function deleteOnce(
  resource: Resource, current: CachedObject, options: DeleteOptions, request: WriteRequest,
): Promise<Deleted> {
  const old = storedForm(current).object
  checkPreconditions(storedKind(resource.definition), old, options)
  const now = request.context.now()
  const object = cloneJson(old)
  const decision = beforeDelete(resource.definition, object, options, now)
  if (decision === 'pending') return { object: current.object, gone: false, marked: false }
  await request.validate(undefined, old)
  const finalizers = deletionFinalizers(resource.definition, object, options)
  const changed = finalizers !== object.metadata.finalizers && object.metadata.finalizers !== undefined
  if (finalizers.length > 0) object.metadata.finalizers = finalizers
  else delete object.metadata.finalizers
  if (finalizers.length > 0) {
    if (decision === 'now') markAsDeleting(object, now)
    return mark(resource, object, current, request)
  }
  const graceful = decision === 'graceful' && (object.metadata.deletionGracePeriodSeconds ?? 0) > 0
  if (graceful) return mark(resource, object, current, request)
  // A dry run shows what it changed on the way; what goes at once was not written once more, and is shown as it was
  // stored.
  const { dryRun } = request.context
  const shown = decision === 'now' && !(dryRun && changed) ? old : storedWire(resource, object)
  const gone = await remove(resource, shown, current, request)
  return { ...gone, marked: dryRun && changed }
}

/** An object that is about to be deleted must be the one that was meant. Throws 409; upstream: rest.BeforeDelete. */
export function checkPreconditions(
  { group, kind }: { group: string; kind: string }, { metadata }: KubeObject, { preconditions }: DeleteOptions,
): void {
  const { uid, resourceVersion } = preconditions ?? {}
  const refuse = (what: string, wanted: string, actual: string | undefined, since: string): Error =>
    conflict({ group, resource: kind }, metadata.name ?? '', `the ${what} in the precondition (${wanted}) `
      + `does not match the ${what} in record (${actual ?? ''}). The object might have been ${since}`)
  if (uid !== undefined && uid !== metadata.uid) throw refuse('UID', uid, metadata.uid, 'deleted and then recreated')
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw refuse('ResourceVersion', resourceVersion, metadata.resourceVersion, 'modified')
  }
}

/** For kinds without a grace period: what finalizers wait for. */
function markAsDeleting({ metadata }: KubeObject, now: Date): void {
  if (metadata.deletionTimestamp === undefined && (metadata.generation ?? 0) > 0) {
    metadata.generation = next(metadata.generation ?? 0)
  }
  const stamp = formatTime(now)
  if (metadata.deletionTimestamp === undefined || metadata.deletionTimestamp > stamp) metadata.deletionTimestamp = stamp
  metadata.deletionGracePeriodSeconds = 0
}

async function mark(
  resource: Resource, object: KubeObject, current: CachedObject, { context }: WriteRequest,
): Promise<Deleted> {
  const { wire, value } = encodeForStore(resource, object)
  const unchanged = value.equals(encodeForStore(resource, storedForm(current).object).value)
  if (context.dryRun || unchanged) return { object: withRevision(wire, current.revision), gone: false, marked: true }
  const { revision } = await resource.store.update(current.key, value, current.revision)
  return { object: withRevision(wire, revision), gone: false, marked: true }
}

async function remove(
  resource: Resource, object: KubeObject, current: CachedObject, { context }: WriteRequest,
): Promise<Deleted> {
  const last = shownAt(resource, object, '')
  if (context.dryRun) return { object: last, gone: true, marked: false }
  const { revision } = await resource.store.delete(current.key, current.revision)
  return { object: withRevision(last, revision), gone: true, marked: false }
}
