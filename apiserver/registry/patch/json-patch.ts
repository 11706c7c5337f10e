/** JSON patch, RFC 6902, with the liberties that upstream's library takes (evanphx/json-patch). */
import { ApiError, badRequest, tooLargeError } from '../../../apimachinery/api-error.ts'
import { patchLimits } from '../../../apimachinery/limits.ts'
import { ownValue, setOwn } from '../../../apimachinery/own.ts'
import { complaint, duplicateFields } from '../../resources/schema/decode.ts'
import { Members } from '../../resources/schema/json-text.ts'
import { equalValues, isObject } from './json-value.ts'
import { goType } from './print-go.ts'

/** One operation, as it came. */
export interface JsonPatchOperation {
  op?: unknown
  path?: unknown
  from?: unknown
  value?: unknown
}

/** The operations of a decoded body. Throws ApiError 400 for a body that is no list of them, 413 for too many. */
export function jsonPatchOperations(body: unknown): (JsonPatchOperation | null)[] {
  const bad = (value: unknown, into: string, where = 'value'): ApiError => {
    const type = isObject(value) ? 'object' : Array.isArray(value) ? 'array' : goType(value).replace(/\d+$/, '')
    return badRequest(`error decoding patch: json: cannot unmarshal ${type === 'int' ? 'number' : type} into Go `
      + `${where} of type ${into}`)
  }
  if (body === null) return []
  if (!Array.isArray(body)) throw bad(body, '[]handlers.jsonPatchOp')
  for (const operation of body) {
    // None says nothing, and fails where it should be done.
    if (operation === null) continue
    if (!isObject(operation)) throw bad(operation, 'handlers.jsonPatchOp')
    for (const name of ['op', 'path', 'from']) {
      const value = ownValue(operation, name) ?? ''
      if (typeof value !== 'string') throw bad(value, 'string', `struct field jsonPatchOp.${name}`)
    }
  }
  if (body.length > patchLimits.operations) {
    throw tooLargeError('Request entity too large: The allowed maximum operations in a JSON patch is ' +
      `${patchLimits.operations}, got ${body.length}`)
  }
  return body as (JsonPatchOperation | null)[]
}

const members = new Set(['op', 'path', 'from', 'value'])

/** What strict decoding says of a body as parseJson gives it: members that are no operation's, and repeated ones. */
export function jsonPatchComplaints(body: unknown): string[] {
  if (!Array.isArray(body)) return []
  return body.flatMap((operation, at) => operationComplaints(operation, `[${at}]`)).map((text) => `json patch ${text}`)
}

function operationComplaints(operation: unknown, path: string): string[] {
  const entries = operation instanceof Members ? operation.entries : Object.entries((operation ?? {}) as object)
  const seen = new Set<string>()
  return entries.flatMap(([name, value]) => {
    const at = `${path}.${name}`
    if (!members.has(name)) return [complaint('unknown', at)]
    const again = seen.has(name) ? [complaint('duplicate', at)] : []
    seen.add(name)
    return [...again, ...duplicateFields(value, at)]
  })
}

/** Upstream tells nothing of why a JSON patch does not apply. */
function rejected(): ApiError {
  return new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
}

/** The patched object; shares with the old one what no operation touched. Throws ApiError 422. */
export function applyJsonPatch<T>(object: T, operations: readonly (JsonPatchOperation | null)[]): T {
  const draft = new Draft()
  return operations.reduce<unknown>((doc, operation) => applyOperation(draft, doc, operation), object) as T
}

/**
 * What one patch has made of its own: that may be changed again in place, so that ten thousand operations on a large
 * object do not copy it as often. What is not its own is copied before it is changed.
 */
class Draft {
  readonly #own = new WeakSet<object>()
  #copied = 0

  writable(holder: Holder): Holder {
    if (this.#own.has(holder)) return holder
    const copy = Array.isArray(holder) ? [...holder] : { ...holder }
    this.#own.add(copy)
    return copy
  }

  /**
   * A copy that shares nothing: whatever changes one of the two must not change the other.
   * Throws 422 when all copies are too much.
   */
  copy(value: unknown): unknown {
    this.#copied += Buffer.byteLength(JSON.stringify(value))
    if (this.#copied > patchLimits.copiedBytes) throw rejected()
    return structuredClone(value)
  }
}

function applyOperation(draft: Draft, doc: unknown, operation: JsonPatchOperation | null): unknown {
  if (operation === null) throw rejected()
  const value = operation.value ?? null
  switch (operation.op) {
    case 'add': return change(draft, doc, pathOf(operation.path), (holder, key) => add(holder, key, value))
    case 'remove': return change(draft, doc, pathOf(operation.path), remove)
    case 'replace': return replace(draft, doc, operation, value)
    case 'test': return test(doc, operation, value)
    case 'move': {
      const from = pathOf(operation.from)
      const moved = read(doc, from)
      return change(
        draft, change(draft, doc, from, remove), pathOf(operation.path), (holder, key) => add(holder, key, moved),
      )
    }
    case 'copy': {
      const copied = draft.copy(read(doc, pathOf(operation.from)))
      return change(draft, doc, pathOf(operation.path), (holder, key) => add(holder, key, copied))
    }
    default: throw rejected()
  }
}

function replace(draft: Draft, doc: unknown, operation: JsonPatchOperation, value: unknown): unknown {
  if (operation.path === '') {
    if (typeof value !== 'object' || value === null) throw rejected()
    return value
  }
  return change(draft, doc, pathOf(operation.path), (holder, key) => {
    if (Array.isArray(holder)) holder[indexIn(holder, key)] = value
    else setOwn(holder as Record<string, unknown>, key, value)
  })
}

function test(doc: unknown, operation: JsonPatchOperation, value: unknown): unknown {
  const actual = operation.path === '' ? doc : read(doc, pathOf(operation.path))
  if (!equalValues(actual, value)) throw rejected()
  return doc
}

type Holder = Record<string, unknown> | unknown[]
interface Path { parents: string[]; key: string }

/** Whatever stands before the first slash is not looked at. */
function pathOf(pointer: unknown): Path {
  if (typeof pointer !== 'string') throw rejected()
  const steps = pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const key = steps.pop()
  if (key === undefined) throw rejected()
  return { parents: steps, key }
}

/** A missing field reads as null, a missing element is an error. */
function read(doc: unknown, { parents, key }: Path): unknown {
  return get(parents.reduce<unknown>((at, step) => get(at, step), doc), key) ?? null
}

function get(holder: unknown, key: string): unknown {
  if (Array.isArray(holder)) return holder[indexIn(holder, key)]
  if (isObject(holder)) return Object.hasOwn(holder, key) ? holder[key] : undefined
  throw rejected()
}

/** `doc` with its holder at the path's end changed by `by`. */
function change(
  draft: Draft, doc: unknown, { parents, key }: Path, by: (holder: Holder, key: string) => void,
): unknown {
  // Looked at first, so that a path that leads nowhere costs no copy.
  holdersOf(doc, parents)
  let holder = draft.writable(doc as Holder)
  const root = holder
  for (const step of parents) {
    const child = draft.writable(get(holder, step) as Holder)
    if (Array.isArray(holder)) holder[indexIn(holder, step)] = child
    else setOwn(holder, step, child)
    holder = child
  }
  by(holder, key)
  return root
}

function holdersOf(doc: unknown, parents: readonly string[]): void {
  let at = doc
  for (const step of parents) at = get(at, step)
  if (!Array.isArray(at) && !isObject(at)) throw rejected()
}

function add(holder: Holder, key: string, value: unknown): void {
  if (!Array.isArray(holder)) setOwn(holder, key, value)
  else if (key === '-') holder.push(value)
  else holder.splice(position(key, holder.length + 1), 0, value)
}

function remove(holder: Holder, key: string): void {
  if (Array.isArray(holder)) holder.splice(indexIn(holder, key), 1)
  else if (Object.hasOwn(holder, key)) delete holder[key]
  else throw rejected()
}

function indexIn(list: readonly unknown[], key: string): number {
  return position(key, list.length)
}

/** Negative numbers count from the end. */
function position(key: string, size: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw rejected()
  const index = Number(key)
  if (index >= size || index < -size) throw rejected()
  return index < 0 ? index + size : index
}
