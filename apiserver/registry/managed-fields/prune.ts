/** What an apply takes away. Upstream: the prune of structured-merge-diff's Updater. */
import { fieldSetOfValue } from './extract.ts'
import { difference, emptySet, intersection, isEmpty, union, withNamedFields } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import type { Manager, Managers } from './managers.ts'
import { removePaths } from './remove.ts'
import type { Shape } from './shape.ts'
import { type Version, type Versioned, versionOf } from './versions.ts'

/**
 * Takes away what its manager applied last time, does not apply now and nobody else owns. What updates wrote without an
 * owner stays.
 */
export function prune(merged: unknown, last: Manager | undefined, managers: Managers, versioned: Versioned): unknown {
  if (last === undefined || isEmpty(last.fields)) return merged
  const version = versionOf(versioned, last.apiVersion)
  if (version === undefined) return merged
  const { shape } = version
  const whole = version.fromRequest(merged)
  const lastNamed = withNamedFields(last.fields, shape)
  const without = version.toRequest(removePaths(shape, whole, lastNamed))
  const owned = addBackOwned(merged, without, last.apiVersion, managers, versioned)
  const wholeSet = namedFields(shape, whole)
  const prunedSet = namedFields(shape, version.fromRequest(owned))
  return version.toRequest(removePaths(shape, whole, intersection(difference(wholeSet, prunedSet), lastNamed)))
}

/** What others own comes back, version by version: the one of the last apply first. */
function addBackOwned(
  merged: unknown, pruned: unknown, first: string, managers: Managers, versioned: Versioned,
): unknown {
  const owned = new Map<string, FieldSet>([[first, emptySet]])
  for (const { apiVersion, fields } of managers.values()) {
    owned.set(apiVersion, union(owned.get(apiVersion) ?? emptySet, fields))
  }
  let result = pruned
  for (const [apiVersion, fields] of owned) {
    const version = versionOf(versioned, apiVersion)
    if (version !== undefined) result = addBack(merged, result, fields, version)
  }
  return result
}

function addBack(
  merged: unknown, pruned: unknown, owned: FieldSet, { shape, fromRequest, toRequest }: Version,
): unknown {
  const whole = fromRequest(merged)
  const keep = union(namedFields(shape, fromRequest(pruned)), withNamedFields(owned, shape))
  return toRequest(removePaths(shape, whole, difference(namedFields(shape, whole), keep)))
}

function namedFields(shape: Shape, value: unknown): FieldSet {
  return withNamedFields(fieldSetOfValue(shape, value), shape)
}
