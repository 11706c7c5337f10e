/** How a write shifts ownership between managers. Upstream: structured-merge-diff's merge.Updater. */
import { compare } from './compare.ts'
import type { Comparison } from './compare.ts'
import {
  difference, emptySet, fieldSetOf, intersection, isEmpty, recursiveDifference, union, withNamedFields,
} from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { fieldSetOfValue } from './extract.ts'
import type { Manager, Managers } from './managers.ts'
import { merge } from './merge.ts'
import { reconcile } from './reconcile.ts'
import { removePaths } from './remove.ts'
import type { Shape } from './shape.ts'

/** Fields that nobody owns: identity and what the server keeps itself. */
export const stripped: FieldSet = fieldSetOf(
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

export interface Options {
  shape: Shape
  /** Fields that this endpoint resets, so that writing them gives no ownership. */
  resetFields?: FieldSet | undefined
}

/** What an update from `live` to `object` leaves to the managers there were, and what it gives to the updater. */
export function mergeUpdate(
  managers: Managers, live: unknown, object: unknown, options: Options,
): { managers: Map<string, Manager>; taken: FieldSet } {
  const changes = filtered(compare(options.shape, live, object), options.resetFields)
  const others = loseChanged(reconciled(managers, options.shape), changes, undefined)
  const taken = difference(union(changes.modified, changes.added), stripped)
  return { managers: others, taken }
}

/**
 * The object that applying `config` to `live` as `self` makes, undefined when that is `live` itself; throws ConflictError
 * unless `force`, and TypeMismatch.
 */
export function mergeApply(
  managers: Managers, live: unknown, config: unknown, self: Manager, id: string, force: boolean, options: Options,
): { managers: Map<string, Manager>; object: unknown } {
  const { shape, resetFields } = options
  const owned = reconciled(managers, shape)
  const last = owned.get(id)?.fields ?? emptySet
  const all = fieldSetOfValue(shape, config)
  const fields = resetFields === undefined ? all : recursiveDifference(all, resetFields)
  owned.set(id, { ...self, time: owned.get(id)?.time, fields })
  const object = prune(shape, merge(shape, live, config), last, owned)
  const changes = filtered(compare(shape, live, object), resetFields)
  if (!force) {
    const conflicts = conflictsOf(owned, changes, id)
    if (conflicts.size > 0) throw new ConflictError(conflicts)
  }
  const settled = loseChanged(owned, changes, id)
  const own = difference(settled.get(id)?.fields ?? emptySet, stripped)
  if (isEmpty(own)) settled.delete(id)
  else settled.set(id, { ...settled.get(id)!, fields: own })
  return { managers: settled, object }
}

function reconciled(managers: Managers, shape: Shape): Map<string, Manager> {
  const result = new Map(managers)
  for (const [id, manager] of managers) {
    const fields = reconcile(manager.fields, shape)
    if (fields !== manager.fields) result.set(id, { ...manager, fields })
  }
  return result
}

function filtered(changes: Comparison, resetFields: FieldSet | undefined): Comparison {
  if (resetFields === undefined) return changes
  return {
    removed: recursiveDifference(changes.removed, resetFields),
    modified: recursiveDifference(changes.modified, resetFields),
    added: recursiveDifference(changes.added, resetFields),
  }
}

function conflictsOf(managers: Managers, changes: Comparison, self: string): Conflicts {
  const changed = union(changes.modified, changes.added)
  const conflicts = new Map<string, FieldSet>()
  for (const [id, { fields }] of managers) {
    if (id === self) continue
    const lost = intersection(fields, changed)
    if (!isEmpty(lost)) conflicts.set(id, lost)
  }
  return conflicts
}

/** Everyone but `self` loses what has changed or gone; whoever has nothing left goes. */
function loseChanged(managers: Map<string, Manager>, changes: Comparison, self: string | undefined): Map<string, Manager> {
  const lost = union(union(changes.modified, changes.added), changes.removed)
  for (const [id, manager] of managers) {
    const fields = id === self ? manager.fields : difference(manager.fields, lost)
    if (isEmpty(fields)) managers.delete(id)
    else if (fields !== manager.fields) managers.set(id, { ...manager, fields })
  }
  return managers
}

/**
 * Takes away what `self` applied last time, does not apply now and nobody else owns. What updates wrote without an
 * owner stays.
 */
function prune(shape: Shape, merged: unknown, last: FieldSet, managers: Managers): unknown {
  if (isEmpty(last)) return merged
  const lastNamed = withNamedFields(last, shape)
  const mergedSet = withNamedFields(fieldSetOfValue(shape, merged), shape)
  const without = removePaths(shape, merged, lastNamed)
  const owned = withNamedFields([...managers.values()].reduce((all, { fields }) => union(all, fields), emptySet), shape)
  const keep = union(withNamedFields(fieldSetOfValue(shape, without), shape), owned)
  const withOwned = removePaths(shape, merged, difference(mergedSet, keep))
  const prunedSet = withNamedFields(fieldSetOfValue(shape, withOwned), shape)
  return removePaths(shape, merged, intersection(difference(mergedSet, prunedSet), lastNamed))
}
