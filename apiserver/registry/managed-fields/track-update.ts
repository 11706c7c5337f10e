import type { KubeObject, ManagedFieldsEntry } from '../../../apimachinery/meta.ts'
import { formatTime } from '../../../apimachinery/meta.ts'
import { atOnce, type Steps } from '../../../apimachinery/steps.ts'
import type { StructType } from '../../resources/schema/schema.ts'
import { TypeMismatch } from './element-of.ts'
import { isEmpty, union } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { capManagers, decodeManagers, encodeManagers, managerId } from './managers.ts'
import type { Manager, Managers } from './managers.ts'
import { mergeUpdate } from './merge-managers.ts'
import { deducedShape, shapeOf } from './shape.ts'
import type { Shape } from './shape.ts'
import type { OtherVersions } from './versions.ts'
import { zeroObject } from './zero-object.ts'

/** One write by create, update or patch. */
export interface TrackedUpdate {
  /** The stored object; undefined for a create. Never changed. */
  live?: KubeObject | undefined
  /** What is about to be stored: decoded and defaulted, before admission and prepareForUpdate. Never changed. */
  object: KubeObject
  /** The `fieldManager` parameter or the first word of the user agent. */
  manager: string
  /** The version the request speaks. */
  apiVersion: string
  /** `status`, `scale` …; empty for the object itself. */
  subresource?: string | undefined
  now: Date
  /** The type; `shape` for kinds without a struct, neither for objects without a schema. */
  struct?: StructType | undefined
  shape?: Shape | undefined
  /** Fields that this endpoint takes back anyway, see `resetFieldsOf`. */
  resetFields?: FieldSet | undefined
  otherVersions?: OtherVersions | undefined
}

/**
 * The object with the `metadata.managedFields` that this write leads to. Never fails: an object whose fields cannot be
 * told apart loses its managedFields, as upstream's UpdateNoErrors does.
 */
export function trackUpdate(update: TrackedUpdate): KubeObject {
  return atOnce(trackingUpdate(update))
}

/** The same in steps, for large objects. */
export function* trackingUpdate(update: TrackedUpdate): Steps<KubeObject> {
  const { live, object } = update
  yield
  const managers = managersBefore(update)
  yield
  if (managers.size === 0 && live?.metadata.uid !== undefined && live.metadata.uid !== '') {
    return withManagedFields(object, undefined)
  }
  try {
    const after = yield* managersAfter(update, managers)
    yield
    return withManagedFields(object, encodeManagers(after))
  } catch (error) {
    if (error instanceof TypeMismatch) return withManagedFields(object, undefined)
    throw error
  }
}

/** The managers once the write is done; upstream: the chain of managers' Update. */
export function* managersAfter(update: TrackedUpdate, before: Managers): Steps<Managers> {
  const { live, object, struct } = update
  const shape = update.shape ?? (struct === undefined ? deducedShape : shapeOf(struct))
  const base = live === undefined
    ? (struct === undefined ? {} : zeroObject(struct))
    : withManagedFields(live, undefined)
  const { managers, taken } = yield* mergeUpdate(before, base, withManagedFields(object, undefined), {
    shape, resetFields: update.resetFields, apiVersion: update.apiVersion, otherVersions: update.otherVersions,
  })
  if (!isEmpty(taken)) addTaken(managers, taken, update)
  return capManagers(managers)
}

function addTaken(managers: Map<string, Manager>, taken: FieldSet, update: TrackedUpdate): void {
  const self: Manager = {
    manager: update.manager === '' ? 'unknown' : update.manager,
    operation: 'Update',
    apiVersion: update.apiVersion,
    subresource: update.subresource ?? '',
    time: formatTime(update.now),
    fields: taken,
  }
  const id = managerId(self)
  const before = managers.get(id)
  managers.set(id, { ...self, fields: before === undefined ? taken : union(taken, before.fields) })
}

/** Clients may rewrite the managers on the object itself; what cannot be read counts as nothing said. */
function managersBefore({ live, object, subresource }: TrackedUpdate): Managers {
  const own = object.metadata.managedFields
  if (subresource === undefined || subresource === '') {
    if (isReset(own)) return new Map()
    const managers = decodeOrNone(own)
    if (managers.size > 0) return managers
  }
  return decodeOrNone(live?.metadata.managedFields)
}

/** `managedFields: []` and `[{}]` are how a client throws all of them away. */
function isReset(entries: readonly ManagedFieldsEntry[] | null | undefined): boolean {
  if (entries === undefined || entries === null) return false
  return entries.length === 0 || (entries.length === 1 && Object.keys(entries[0]!).length === 0)
}

function decodeOrNone(entries: readonly ManagedFieldsEntry[] | null | undefined): Managers {
  try {
    return decodeManagers(entries ?? undefined)
  } catch (error) {
    if (error instanceof SyntaxError) return new Map()
    throw error
  }
}

/** A copy with other managedFields. */
export function withManagedFields(object: KubeObject, entries: ManagedFieldsEntry[] | undefined): KubeObject {
  if (object.metadata?.managedFields === undefined && entries === undefined) return object
  const { managedFields: _, ...metadata } = object.metadata ?? {}
  return { ...object, metadata: entries === undefined ? metadata : { ...metadata, managedFields: entries } }
}
