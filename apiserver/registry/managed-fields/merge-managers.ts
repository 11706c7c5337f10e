/** How a write shifts ownership between managers. Upstream: structured-merge-diff's merge.Updater. */
import type { Steps } from '../../../apimachinery/steps.ts'
import { compare } from './compare.ts'
import type { Comparison } from './compare.ts'
import {
  difference, emptySet, fieldSetOf, intersection, isEmpty, recursiveDifference, union,
} from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { fieldSetOfValue } from './extract.ts'
import type { Manager, Managers } from './managers.ts'
import { merge } from './merge.ts'
import { prune } from './prune.ts'
import { reconcile } from './reconcile.ts'
import { type Versioned, versionOf } from './versions.ts'

/** Fields that nobody owns: identity and what the server keeps itself. */
const stripped: FieldSet = fieldSetOf(
  ['apiVersion'], ['kind'], ['metadata'], ['metadata', 'name'], ['metadata', 'namespace'],
  ['metadata', 'creationTimestamp'], ['metadata', 'selfLink'], ['metadata', 'uid'], ['metadata', 'clusterName'],
  ['metadata', 'generation'], ['metadata', 'managedFields'], ['metadata', 'resourceVersion'],
)

/** Managers whose fields the write would change, with those fields. */
export type Conflicts = ReadonlyMap<string, FieldSet>

/** An apply that would change what others own. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError'
  readonly conflicts: Conflicts

  constructor(conflicts: Conflicts) {
    super('the applied configuration conflicts with other managers')
    this.conflicts = conflicts
  }
}

export interface Options extends Versioned {
  /** Fields that this endpoint resets, so that writing them gives no ownership. */
  resetFields?: FieldSet | undefined
}

/** What an update from `live` to `object` leaves to the managers there were, and what it gives to the updater. */
export function* mergeUpdate(
  managers: Managers, live: unknown, object: unknown, options: Options,
): Steps<{ managers: Map<string, Manager>; taken: FieldSet }> {
  const changesIn = comparer(live, object, options)
  const changes = changesIn(options.apiVersion)
  yield
  const others = loseChanged(reconciled(managers, options), changesIn, undefined)
  yield
  const taken = difference(union(changes.modified, changes.added), stripped)
  return { managers: others, taken }
}

/**
 * The object that applying `config` to `live` as `self` makes, undefined when that is `live` itself; throws
 * ConflictError unless `force`, and TypeMismatch.
 */
export function* mergeApply(
  managers: Managers, live: unknown, config: unknown, self: Manager, id: string, force: boolean, options: Options,
): Steps<{ managers: Map<string, Manager>; object: unknown }> {
  const { shape, resetFields } = options
  const owned = reconciled(managers, options)
  const last = owned.get(id)
  yield
  const all = fieldSetOfValue(shape, config)
  const fields = resetFields === undefined ? all : recursiveDifference(all, resetFields)
  owned.set(id, { ...self, time: last?.time, fields })
  yield
  const combined = merge(shape, live, config)
  yield
  const object = prune(combined, last, owned, options)
  yield
  const changesIn = comparer(live, object, options)
  if (!force) {
    const conflicts = conflictsOf(owned, changesIn, id)
    if (conflicts.size > 0) throw new ConflictError(conflicts)
    yield
  }
  const settled = loseChanged(owned, changesIn, id)
  yield
  const own = difference(settled.get(id)?.fields ?? emptySet, stripped)
  if (isEmpty(own)) settled.delete(id)
  else settled.set(id, { ...settled.get(id)!, fields: own })
  return { managers: settled, object }
}

/** The managers whose version is served, with their fields as its schema has them now. */
function reconciled(managers: Managers, versioned: Versioned): Map<string, Manager> {
  const result = new Map<string, Manager>()
  for (const [id, manager] of managers) {
    const version = versionOf(versioned, manager.apiVersion)
    if (version === undefined) continue
    const fields = reconcile(manager.fields, version.shape)
    result.set(id, fields === manager.fields ? manager : { ...manager, fields })
  }
  return result
}

/** What has changed in the terms of a version. */
type ChangesIn = (apiVersion: string) => Comparison

function comparer(live: unknown, object: unknown, options: Options): ChangesIn {
  const known = new Map<string, Comparison>()
  return (apiVersion) => {
    const before = known.get(apiVersion)
    if (before) return before
    const { shape, fromRequest } = versionOf(options, apiVersion) ?? versionOf(options, options.apiVersion)!
    const changes = filtered(compare(shape, fromRequest(live), fromRequest(object)), options.resetFields)
    known.set(apiVersion, changes)
    return changes
  }
}

function filtered(changes: Comparison, resetFields: FieldSet | undefined): Comparison {
  if (resetFields === undefined) return changes
  return {
    removed: recursiveDifference(changes.removed, resetFields),
    modified: recursiveDifference(changes.modified, resetFields),
    added: recursiveDifference(changes.added, resetFields),
  }
}

function conflictsOf(managers: Managers, changesIn: ChangesIn, self: string): Conflicts {
  const conflicts = new Map<string, FieldSet>()
  for (const [id, { fields, apiVersion }] of managers) {
    if (id === self) continue
    const { modified, added } = changesIn(apiVersion)
    const lost = intersection(fields, union(modified, added))
    if (!isEmpty(lost)) conflicts.set(id, lost)
  }
  return conflicts
}

function changed({ modified, added, removed }: Comparison): FieldSet {
  return union(union(modified, added), removed)
}

/** Everyone but `self` loses what has changed or gone; whoever has nothing left goes. */
function loseChanged(
  managers: Map<string, Manager>, changesIn: ChangesIn, self: string | undefined,
): Map<string, Manager> {
  const known = new Map<string, FieldSet>()
  const lostIn = (apiVersion: string): FieldSet => {
    const lost = known.get(apiVersion) ?? changed(changesIn(apiVersion))
    known.set(apiVersion, lost)
    return lost
  }
  for (const [id, manager] of managers) {
    const fields = id === self ? manager.fields : difference(manager.fields, lostIn(manager.apiVersion))
    if (isEmpty(fields)) managers.delete(id)
    else if (fields !== manager.fields) managers.set(id, { ...manager, fields })
  }
  return managers
}
