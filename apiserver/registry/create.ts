import { randomUUID } from 'node:crypto'
import { alreadyExists, ApiError, invalidError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { validateMetadataOnCreate } from '../resources/meta/of-kind.ts'
import { KeyExistsError } from '../storage/store.ts'
import { encodeForStore } from './encode.ts'
import { dedupeOwners, fillSystemFields, generateName, placeInNamespace, wipeSystemFields } from './metadata.ts'
import { nameOf, objectKey, type Resource, type WriteRequest, type Written } from './resource.ts'
import { shownAt } from './shown-form.ts'
import { dropZeros, makeCanonical, storedKind, storedWire } from './wire-form.ts'
import { writtenAt } from './written.ts'

/** How often another generated name is tried; upstream: maxNameGenerationCreateAttempts. */
const maxAttempts = 8

/**
 * Creates an object. `submitted` is decoded and belongs to this call. Order as upstream: defaults → field owners →
 * mutating admission → system fields, name → prepareForCreate → validation → canonical form → validating admission →
 * store.
 */
export async function createObject(resource: Resource, submitted: KubeObject, request: WriteRequest): Promise<Written> {
  resource.definition.strategy.applyDefaults(submitted)
  wipeSystemFields(submitted)
  dedupeOwners(submitted, request.context, false)
  await request.track(submitted, undefined)
  await request.mutate(submitted, undefined)
  dedupeOwners(submitted, request.context, true)
  return createAdmitted(resource, submitted, request)
}

/** The part of a create behind mutating admission; an update that creates comes in here too. */
export async function createAdmitted(
  resource: Resource, admitted: KubeObject, request: WriteRequest,
): Promise<Written> {
  const generated = !admitted.metadata.name && Boolean(admitted.metadata.generateName)
  for (let attempt = 1; ; attempt++) {
    // Parts that defaults made one (the labels of a Job and of its template) must stay one: no clone, or one that minds
    // that.
    const object = generated ? structuredClone(admitted) : admitted
    if (generated) object.metadata.name = generateName(object.metadata.generateName ?? '')
    prepare(resource, object, request)
    await request.validate(object, undefined)
    try {
      return await put(resource, object, request)
    } catch (error) {
      if (!(error instanceof KeyExistsError)) throw error
      if (!generated || attempt === maxAttempts) throw taken(resource, object)
    }
  }
}

function prepare(resource: Resource, object: KubeObject, { context }: WriteRequest): void {
  const { definition } = resource
  const { strategy } = definition
  fillSystemFields(object, context, randomUUID())
  placeInNamespace(resource, object, context.namespace)
  dropZeros(resource, object)
  strategy.prepareForCreate?.(object, context)
  makeCanonical(resource, object)
  const errors = [...validateMetadataOnCreate(definition, object), ...strategy.validate(object)]
  if (errors.length > 0) throw invalidError(storedKind(definition), object.metadata.name ?? '', errors)
  strategy.warningsOnCreate?.(object).forEach((text) => context.warn(text))
  strategy.canonicalize?.(object)
}

async function put(resource: Resource, object: KubeObject, { context }: WriteRequest): Promise<Written> {
  const key = objectKey(resource, object.metadata.namespace ?? '', object.metadata.name ?? '')
  if (context.dryRun) {
    if (resource.cache.get(key)) throw new KeyExistsError(`cannot create ${key}: it exists`)
    return { object: shownAt(resource, storedWire(resource, object), ''), created: true }
  }
  refuseRevision(object)
  const { wire, value } = encodeForStore(resource, object)
  const { revision } = await resource.store.create(key, value)
  return writtenAt(resource, { key, wire, revision, created: true })
}

/** Upstream's storage refuses this last and without a reason; `0` and what is no number go through. */
function refuseRevision({ metadata: { resourceVersion = '' } }: KubeObject): void {
  if (!/^\d+$/.test(resourceVersion) || Number(resourceVersion) === 0) return
  throw new ApiError(500, '', 'resourceVersion should not be set on objects to be created')
}

/** Whoever asks for a generated name is told so, even when the name was given; upstream: CheckGeneratedNameError. */
function taken(resource: Resource, object: KubeObject): ApiError {
  const { name = '', namespace = '', generateName } = object.metadata
  const error = generateName ? nameExhausted(resource, object) : alreadyExists(nameOf(resource), name)
  const present = resource.cache.get(objectKey(resource, namespace, name))?.object
  if (present?.metadata.deletionTimestamp === undefined) return error
  return new ApiError(error.code, error.reason, `object is being deleted: ${error.message}`, error.details)
}

function nameExhausted(resource: Resource, { metadata }: KubeObject): ApiError {
  const { group, resource: kind } = nameOf(resource)
  const name = metadata.name ?? ''
  const message = `${kind}${group && `.${group}`} "${name}" already exists, the server was not able to generate a `
    + 'unique name for the object'
  return new ApiError(409, 'AlreadyExists', message, { name, ...(group && { group }), kind, retryAfterSeconds: 1 })
}
