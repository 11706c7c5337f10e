/** JSON merge patch, RFC 7396. */
import { badRequest } from '../../../apimachinery/api-error.ts'
import { setOwn } from '../../../apimachinery/own.ts'
import { isObject } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { goType } from './print-go.ts'

/** The patched object; shares what the patch does not touch. Throws ApiError 400 for a patch that is no object. */
export function applyMergePatch<T>(object: T, patch: unknown): T {
  if (patch === null) throw badRequest('Invalid JSON Patch')
  if (!isObject(patch)) throw badRequest(notAnObject(patch, 'error decoding patch: '))
  return merge(object, patch) as T
}

/** Go's words for a body that should have been an object. */
export function notAnObject(body: unknown, prefix = ''): string {
  const type = Array.isArray(body) ? 'array' : typeof body === 'number' ? 'number' : goType(body)
  return `${prefix}json: cannot unmarshal ${type} into Go value of type map[string]interface {}`
}

function merge(object: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return isObject(object) ? patch : withoutNulls(patch)
  if (!isObject(object)) return withoutNulls(patch)
  // A new object even where nothing changes: messages show what the patch went through in another order.
  const merged: Record<string, unknown> = { ...object }
  for (const [name, value] of Object.entries(patch)) {
    const before = Object.hasOwn(object, name) ? object[name] : undefined
    if (value === null) delete merged[name]
    else setOwn(merged, name, before === undefined || before === null ? withoutNulls(value) : merge(before, value))
  }
  return merged
}

/** What is new has nothing to remove, so its nulls mean nothing. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const rest: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value as JsonObject)) {
    if (inner !== null) setOwn(rest, name, withoutNulls(inner))
  }
  return rest
}
