import { conflict, invalidError, modifiedMessage, notFoundError } from '../../apimachinery/api-error.ts'
import { invalid } from '../../apimachinery/field-error.ts'
import { bodyLimits } from '../../apimachinery/limits.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { ownTurn } from '../../apimachinery/own-turn.ts'
import { RevisionMismatchError } from '../storage/store.ts'
import type { CachedObject } from '../watch/cache-contract.ts'
import { withRevision } from '../watch/object-revision.ts'
import { validateMetadataOnUpdate } from '../resources/meta/of-kind.ts'
import type { Strategy, SubresourceStrategy } from '../resources/definition.ts'
import { createAdmitted } from './create.ts'
import { encodeWire } from './encode.ts'
import {
  claimedRevision, dedupeOwners, dropSelfLink, keepGeneration, keepSystemFields, placeInNamespace,
} from './metadata.ts'
import { nameOf, objectKey, type Resource, type WriteRequest, type Written } from './resource.ts'
import { seenAt, shownAt, storedForm } from './shown-form.ts'
import { dropZeros, makeCanonical, storedKind, storedWire } from './wire-form.ts'
import { sameButTimes } from './same-but-times.ts'
import { inTurn } from './turns.ts'
import { writtenAt } from './written.ts'

/** How an update makes the new object. */
export interface Change {
  /** The new object from the present one (undefined: there is none). A private copy; may run again after a race. */
  apply(current: KubeObject | undefined): Promise<KubeObject> | KubeObject
  /** The object must still be this one. */
  uid?: string
  /** And at this version. */
  resourceVersion?: string
  /** Creates what is missing even where the kind's PUT does not (server-side apply). */
  forceCreate?: boolean
  /** The rules of a subresource instead of the kind's own. */
  strategy?: SubresourceStrategy
}

/**
 * Thrown work is repeated this often when somebody else was faster; upstream retries for as long as the request lives.
 */
const maxRaces = 64

/**
 * Reads, changes and writes one object, one update after another, and again when it was deleted meanwhile; upstream:
 * registry.Store.Update.
 */
export function updateObject(
  resource: Resource, name: string, change: Change, request: WriteRequest,
): Promise<Written> {
  const key = objectKey(resource, request.context.namespace, name)
  return inTurn(resource.cache, key, () => updateUntilDone(resource, key, name, change, request))
}

async function updateUntilDone(
  resource: Resource, key: string, name: string, change: Change, request: WriteRequest,
): Promise<Written> {
  for (let race = 0; race < maxRaces; race++) {
    const current = resource.cache.get(key)
    try {
      if (!current) return await createByUpdate(resource, name, change, request)
      return await updateOnce(resource, name, current, change, request)
    } catch (error) {
      if (!(error instanceof RevisionMismatchError)) throw error
      await seen(resource, error)
    }
  }
  throw conflict(nameOf(resource), name, modifiedMessage)
}

/** A lost race is tried again on what the winner wrote. */
async function seen({ cache, store }: Resource, { current }: RevisionMismatchError): Promise<void> {
  await cache.waitFor(current?.revision ?? store.revision, AbortSignal.timeout(5_000))
}

async function createByUpdate(
  resource: Resource, name: string, change: Change, request: WriteRequest,
): Promise<Written> {
  const allowed = resource.definition.strategy.allowCreateOnUpdate === true || change.forceCreate === true
  if (!allowed || change.strategy) throw notFoundError(nameOf(resource), name)
  const object = await change.apply(undefined)
  // It has to be a revision, and means nothing.
  claimedRevision(object)
  if (!request.context.dryRun) delete object.metadata.resourceVersion
  if (change.uid !== undefined && change.uid !== '') {
    throw conflict(nameOf(resource), name, storageError(
      objectKey(resource, request.context.namespace, name), 'UID', change.uid, '', request,
    ))
  }
  return createAdmitted(resource, object, { ...request, validate: async (created, old) => {
    await request.mayCreate?.()
    await request.validate(created, old)
  } })
}

async function updateOnce(
  resource: Resource, name: string, current: CachedObject, change: Change, request: WriteRequest,
): Promise<Written> {
  checkPreconditions(resource, name, current, change, request)
  const pace = request.pace ?? { isLarge: false }
  pace.isLarge ||= current.bytes.length > bodyLimits.oneTurnBytes
  const object = await change.apply(storedForm(current).object)
  checkRevision(resource, name, object, current)
  // What comes next compares with what readers know.
  const old = seenAt(current, request.context.subresource).object
  if (pace.isLarge) await ownTurn()
  beforeUpdate(resource, object, old, change.strategy ?? resource.definition.strategy, request)
  await request.validate(object, old)
  if (finishesDeletion(resource, object, old)) return remove(resource, object, current, request)
  return store(resource, object, current, request)
}

function checkPreconditions(
  resource: Resource, name: string, { key, object }: CachedObject, wanted: Change, request: WriteRequest,
): void {
  const { uid = '', resourceVersion = '' } = object.metadata
  const failed = (...what: [string, string, string]) =>
    conflict(nameOf(resource), name, storageError(key, ...what, request))
  if (wanted.uid && wanted.uid !== uid) throw failed('UID', wanted.uid, uid)
  if (wanted.resourceVersion && wanted.resourceVersion !== resourceVersion) {
    throw failed('ResourceVersion', wanted.resourceVersion, resourceVersion)
  }
}

/** Upstream lets this internal text through; a dry run does not come as far as the prefix of its store. */
function storageError(key: string, what: string, wanted: string, actual: string, { context }: WriteRequest): string {
  const shown = context.dryRun ? key.replace(/^\/registry/, '') : key
  const detail = `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${actual}`
  return `StorageError: invalid object, Code: 4, Key: ${shown}, ResourceVersion: 0, AdditionalErrorMsg: ${detail}`
}

function checkRevision(resource: Resource, name: string, object: KubeObject, current: CachedObject): void {
  const { group, resource: kind, strategy } = resource.definition
  const claimed = claimedRevision(object)
  if (claimed === 0) {
    if (strategy.allowUnconditionalUpdate !== false) return
    // Upstream names the resource here, where errors name the kind.
    throw invalidError({ group, kind }, name, [
      invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
    ])
  }
  if (claimed !== current.revision) throw conflict(nameOf(resource), name, modifiedMessage)
}

function beforeUpdate(
  resource: Resource, object: KubeObject, old: KubeObject, strategy: Strategy | SubresourceStrategy,
  { context }: WriteRequest,
): void {
  const { definition } = resource
  placeInNamespace(resource, object, context.namespace)
  keepGeneration(object, old)
  // It is not stored; a dry run shows it all the same.
  if (!context.dryRun) dropSelfLink(object.metadata)
  dropZeros(resource, object)
  strategy.prepareForUpdate?.(object, old, context)
  keepSystemFields(object, old)
  makeCanonical(resource, object)
  object.metadata.resourceVersion = old.metadata.resourceVersion ?? ''
  const errors = [
    ...validateMetadataOnUpdate(definition, object, old),
    ...strategy.validateUpdate(object, old),
  ]
  if (errors.length > 0) throw invalidError(storedKind(definition), object.metadata.name ?? '', errors)
  strategy.warningsOnUpdate?.(object, old).forEach((text) => context.warn(text))
  definition.strategy.canonicalize?.(object)
}

/** The last finalizer is gone from an object that is being deleted and has nothing else to wait for. */
function finishesDeletion({ definition }: Resource, object: KubeObject, old: KubeObject): boolean {
  if ((object.metadata.finalizers ?? []).length > 0) return false
  const isNamespace = definition.group === '' && definition.resource === 'namespaces'
  if (isNamespace && (object['spec']?.finalizers ?? []).length > 0) return false
  return old.metadata.deletionTimestamp !== undefined && (old.metadata.deletionGracePeriodSeconds ?? 0) === 0
}

async function remove(
  resource: Resource, object: KubeObject, current: CachedObject, { context }: WriteRequest,
): Promise<Written> {
  const wire = storedWire(resource, object)
  if (context.dryRun) return { object: withRevision(wire, current.revision), created: false }
  const { revision } = await resource.store.delete(current.key, current.revision)
  return { object: withRevision(wire, revision), created: false }
}

/** Writes nothing when nothing changed: the resourceVersion stays. */
async function store(
  resource: Resource, object: KubeObject, current: CachedObject, { context, pace }: WriteRequest,
): Promise<Written> {
  const { key } = current
  const wire = storedWire(resource, object)
  if (pace?.isLarge) await ownTurn()
  if (sameButTimes(wire, storedForm(current))) {
    const seen = seenAt(current, context.subresource)
    return { object: seen.object, created: false, cached: seen }
  }
  if (context.dryRun) {
    return { object: shownAt(resource, withRevision(wire, current.revision), context.subresource), created: false }
  }
  const stored = encodeWire(resource, wire)
  if (pace?.isLarge) await ownTurn()
  const { revision } = await resource.store.update(key, stored.value, current.revision)
  return writtenAt(resource, { key, wire: stored.wire, revision, created: false }, context.subresource)
}

/** What mutating admission and field tracking do to the result of a change, the same for PUT and PATCH. */
export async function admitUpdate(
  resource: Resource, object: KubeObject, old: KubeObject | undefined, request: WriteRequest, track = true,
): Promise<KubeObject> {
  resource.definition.strategy.applyDefaults(object)
  // Upstream's patches look for owners named twice only once.
  if (request.context.verb !== 'patch') dedupeOwners(object, request.context, false)
  if (request.pace?.isLarge) await ownTurn()
  if (track) await request.track(object, old)
  await request.mutate(object, old)
  dedupeOwners(object, request.context, true)
  return object
}

