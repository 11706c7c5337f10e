/**
 * Strategic merge patch: a merge patch that knows from the type which lists merge by which key, with directives
 * (`$patch`, `$retainKeys`, `$setElementOrder/…`, `$deleteFromPrimitiveList/…`). Upstream: k8s.io/apimachinery's
 * strategicpatch.
 */
import { ApiError, badRequest } from '../../../apimachinery/api-error.ts'
import { setOwn } from '../../../apimachinery/own.ts'
import type { StructType, TypeRef } from '../../resources/schema/schema.ts'
import { isObject } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { checkOrder, KeyIndex, missingMergeKey, orderElements, partition } from './list-order.ts'
import { notAnObject, withoutNulls } from './merge-patch.ts'
import { fieldMeta, listMeta, patchFailure } from './patch-meta.ts'
import type { PatchMeta } from './patch-meta.ts'
import { goType, printGo, printGoText, typeText } from './print-go.ts'

const orderPrefix = '$setElementOrder'
const deletePrefix = '$deleteFromPrimitiveList'
type List = readonly unknown[]

/** The patched object, sharing what the patch does not touch. Throws ApiError with upstream's code and words. */
export function applyStrategicPatch<T>(object: T, patch: unknown, struct: StructType): T {
  if (!isObject(patch)) throw badRequest(notAnObject(patch))
  return mergeMaps(object as JsonObject, patch, { form: 'struct', struct, pointer: false }) as T
}

function mergeMaps(original: JsonObject, patch: JsonObject, type: TypeRef): JsonObject {
  if (Object.hasOwn(patch, '$patch')) return replaced(patch)
  const result: Record<string, unknown> = { ...retained(original, patch) }
  const done = new Set(['$retainKeys'])
  for (const key of Object.keys(patch)) {
    if (key.startsWith(orderPrefix)) {
      done.add(key)
      const list = orderList(result, patch, key, type)
      if (list !== undefined) done.add(list)
    }
  }
  for (const [key, value] of Object.entries(patch)) if (!done.has(key)) mergeField(result, key, value, type)
  return result
}

/** A map with `$patch`: the patch instead of what was there, or nothing. */
function replaced(patch: JsonObject): JsonObject {
  const { $patch: directive, ...rest } = patch
  if (directive === 'replace') return rest
  if (directive === 'delete') return {}
  throw patchFailure(`unknown patch type: ${printGoText(directive)} in map: ${printGo(patch)}`)
}

function retained(original: JsonObject, patch: JsonObject): JsonObject {
  if (!Object.hasOwn(patch, '$retainKeys')) return original
  const keys = patch['$retainKeys']
  if (!Array.isArray(keys)) throw badRequest('invalid patch format of retainKeys')
  const kept = new Set(keys)
  for (const [key, value] of Object.entries(patch)) {
    const directive = key === '$retainKeys' || key.startsWith(deletePrefix) || key.startsWith(orderPrefix)
    if (value !== null && !directive && !kept.has(key)) throw badRequest('invalid patch format of retainKeys')
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => kept.has(key)))
}

/** Merges and orders the list that a `$setElementOrder/NAME` speaks of; its name when that is done with. */
function orderList(
  result: Record<string, unknown>, patch: JsonObject, directive: string, type: TypeRef,
): string | undefined {
  const order = listOf(patch[directive])
  const name = nameBehind(directive, orderPrefix, 'invalid patch format of setElementOrder list')
  const before = Object.hasOwn(result, name) ? listOf(result[name]) : undefined
  const change = Object.hasOwn(patch, name) ? listOf(patch[name]) : undefined
  const meta = listMeta(type, name)
  checkOrder(change ?? [], order, meta.mergeKey)
  const merged = mergedForOrder(before, change, meta)
  if (merged === undefined) return undefined
  const { present, absent } = partition(merged, order, meta.mergeKey)
  elementType(before ?? [], change ?? [])
  setOwn(result, name, orderElements(present, absent, order, before ?? [], meta.mergeKey))
  return name
}

function mergedForOrder(before: List | undefined, change: List | undefined, meta: PatchMeta): List | undefined {
  if (before === undefined) return change === undefined ? undefined : withoutDirectives(change) as List
  return change === undefined ? before : mergeListField(before, change, meta, false)
}

function mergeField(result: Record<string, unknown>, key: string, value: unknown, type: TypeRef): void {
  const deleting = key.startsWith(deletePrefix)
  const name = deleting ? nameBehind(key, deletePrefix, 'invalid patch format of primitive list') : key
  if (value === null) {
    delete result[name]
    return
  }
  const before = Object.hasOwn(result, name) ? result[name] : undefined
  if (before === undefined || formOf(before) !== formOf(value)) {
    if (!deleting) setNew(result, name, value)
  } else if (isObject(before)) {
    const meta = fieldMeta(type, name)
    setOwn(result, name, meta.strategy === 'replace' ? value : mergeMaps(before, value as JsonObject, meta.type))
  } else if (Array.isArray(before)) {
    setOwn(result, name, mergeListField(before, value as List, listMeta(type, name), deleting))
  } else setOwn(result, name, value)
}

function setNew(result: Record<string, unknown>, name: string, value: unknown): void {
  const clean = withoutDirectives(withoutNulls(value))
  if (clean === undefined) delete result[name]
  else setOwn(result, name, clean)
}

/** Undefined for a map that carries a `$patch`: it speaks of something that is not there. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined)
  if (!isObject(value)) return value
  if (Object.hasOwn(value, '$patch')) return undefined
  const rest: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) {
    const clean = withoutDirectives(inner)
    if (clean !== undefined) setOwn(rest, name, clean)
  }
  return rest
}

function mergeListField(before: List, change: List, meta: PatchMeta, deleting: boolean): List {
  if (meta.strategy !== 'merge' && !deleting) return change
  if (before.length === 0 && change.length === 0) return before
  if (elementType(before, change) !== 'map[string]interface {}') {
    const changed = new Set(change)
    if (deleting) return before.filter((item) => !changed.has(item))
    const { present, absent } = partition([...new Set([...before, ...changed])], change, '')
    return orderElements(present, absent, change, before, '')
  }
  return mergeByKey(before, change, meta)
}

function mergeByKey(before: List, change: List, { mergeKey, type }: PatchMeta): List {
  if (mergeKey === '') throw patchFailure(`cannot merge lists without merge key for ${type.form}`)
  const { original, patch } = withoutSpecialElements(before, change as readonly JsonObject[], mergeKey)
  const merged = [...original]
  const places = new KeyIndex(original, mergeKey)
  for (const item of patch) {
    if (!Object.hasOwn(item, mergeKey)) throw missingMergeKey(item, mergeKey)
    const at = places.find(item[mergeKey])
    if (at < 0) places.add(item[mergeKey], merged.push(item) - 1)
    else merged[at] = mergeMaps(merged[at] as JsonObject, item, type)
  }
  const { present, absent } = partition(merged, patch, mergeKey)
  return orderElements(present, absent, patch, original, mergeKey)
}

/** Elements with `$patch` speak of the list: one that replaces leaves only the patch's own elements. */
function withoutSpecialElements(
  before: List, change: readonly JsonObject[], mergeKey: string,
): { original: List; patch: readonly JsonObject[] } {
  const patch: JsonObject[] = []
  const deleted = new Set<unknown>()
  let replace = false
  for (const item of change) {
    if (!Object.hasOwn(item, '$patch')) {
      patch.push(item)
      continue
    }
    switch (item['$patch']) {
      case 'delete':
        if (!Object.hasOwn(item, mergeKey)) throw missingMergeKey(item, mergeKey)
        deleted.add(item[mergeKey])
        break
      case 'replace': replace = true; break
      case 'merge': throw patchFailure('merging lists cannot yet be specified in the patch')
      default: throw patchFailure(`unknown patch type: ${printGoText(item['$patch'])} in map: ${printGo(item)}`)
    }
  }
  if (replace) return { original: patch, patch: [] }
  const stays = (old: unknown): boolean =>
    !(isObject(old) && Object.hasOwn(old, mergeKey) && deleted.has(old[mergeKey]))
  return { original: deleted.size === 0 ? before : before.filter(stays), patch }
}

function elementType(...lists: readonly List[]): string {
  const types = new Set(lists.flat().map(goType))
  if (types.has('[]interface {}')) {
    throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
  }
  if (types.size > 1) throw patchFailure(`list element types are not identical: ${printGo(lists)}`)
  const [type] = types
  if (type === undefined) throw patchFailure('no elements in any of the given slices')
  return type
}

function nameBehind(key: string, prefix: string, complaint: string): string {
  if (!key.startsWith(`${prefix}/`)) throw badRequest(complaint)
  return key.slice(prefix.length + 1)
}

function listOf(value: unknown): List {
  if (!Array.isArray(value)) throw patchFailure(`expected a []interface {}, but received a ${typeText(value)}`)
  return value
}

function formOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value
}
