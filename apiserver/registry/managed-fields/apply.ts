import { ApiError, badRequest } from '../../../apimachinery/api-error.ts'
import { formatTime } from '../../../apimachinery/meta.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { atOnce, type Steps } from '../../../apimachinery/steps.ts'
import { conflictError } from './conflict.ts'
import { equalValues, isObject } from '../patch/json-value.ts'
import { TypeMismatch } from './element-of.ts'
import { difference, hasPath, isEmpty, pathsOf, SetBuilder } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { unchangedSinceLastApplied, withLastApplied } from './last-applied.ts'
import { decodeManagers, encodeManagers, managerId } from './managers.ts'
import type { Manager, Managers } from './managers.ts'
import { ConflictError, mergeApply } from './merge-managers.ts'
import type { Conflicts } from './merge-managers.ts'
import { deducedShape, shapeOf } from './shape.ts'
import type { Shape } from './shape.ts'
import { managersAfter, withManagedFields } from './track-update.ts'
import type { TrackedUpdate } from './track-update.ts'
import { storedMismatch, validate } from './validate.ts'
import { zeroObject } from './zero-object.ts'

/** One server-side apply. */
export interface Apply extends Omit<TrackedUpdate, 'object'> {
  /** The configuration as it came, decoded from YAML and no further. Never changed. */
  applied: unknown
  force: boolean
  /** What the endpoint serves; the configuration must say the same, and the same version. */
  kind: string
}

/**
 * The object that the apply leads to, with its managedFields. It is merged JSON and no more: the caller decodes it as
 * if it were a body, defaults it, checks it, and stores nothing when only times differ.
 *
 * Errors: ApiError 400 for another kind or managedFields in the configuration, 409 for conflicts, 500 for a
 * configuration that does not fit the type.
 */
export function apply(request: Apply): KubeObject {
  return atOnce(applying(request))
}

/** The same in steps, for large objects. */
export function* applying(request: Apply): Steps<KubeObject> {
  const applied = checked(request)
  yield
  const shape = request.shape ?? (request.struct === undefined ? deducedShape : shapeOf(request.struct))
  const live = request.live ?? emptyLive(request)
  try {
    const managers = yield* managersBefore(request, live)
    yield
    const object = yield* attempt(request, { live: withManagedFields(live, undefined), applied, shape, managers })
    return request.manager === 'kubectl' ? withLastApplied(object, applied) : object
  } catch (error) {
    if (error instanceof ConflictError) {
      yield
      throw conflictError(error.conflicts)
    }
    if (error instanceof TypeMismatch && request.live) throw liveMismatch(request, request.live, shape, error)
    throw error
  }
}

/** Says of what is stored why its fields cannot be told apart; whoever has an owner already is taken for typed. */
function liveMismatch({ apiVersion, kind }: Apply, live: KubeObject, shape: Shape, error: TypeMismatch): ApiError {
  const { namespace = '', name = '', managedFields = [] } = live.metadata
  const what = `(${namespace}/${name}; ${printKind(apiVersion, kind)})`
  const said = storedMismatch(shape, withManagedFields(live, undefined)) || error.message
  return new ApiError(500, '', managedFields.length === 0
    ? `failed to create manager for existing fields: failed to convert new object ${what} to smd typed: ${said}`
    : `failed to create typed live object ${what}: ${said}`)
}

interface Prepared { live: KubeObject; applied: KubeObject; shape: Shape; managers: Managers }

function* attempt(request: Apply, prepared: Prepared): Steps<KubeObject> {
  try {
    return yield* merged(request, prepared, request.force)
  } catch (error) {
    if (!(error instanceof ConflictError) || request.manager !== 'kubectl') throw error
    yield
    const allowed = unchangedSinceLastApplied(prepared.live, request.apiVersion, prepared.shape)
    const left = withoutAllowed(error.conflicts, allowed)
    if (left.size > 0) throw new ConflictError(left)
    return yield* merged(request, prepared, true)
  }
}

function* merged(
  request: Apply, { live, applied, shape, managers }: Prepared, force: boolean,
): Steps<KubeObject> {
  const self: Manager = {
    manager: request.manager,
    operation: 'Apply',
    apiVersion: request.apiVersion,
    subresource: request.subresource ?? '',
    time: undefined,
    fields: { member: false, children: new Map() },
  }
  const id = managerId(self)
  const { resetFields, apiVersion, otherVersions } = request
  const options = { shape, resetFields, apiVersion, otherVersions }
  const result = yield* mergeApply(managers, live, applied, self, id, force, options)
  const own = result.managers.get(id)
  yield
  // An apply that changes no value is not a write of this manager's: its time stays.
  const changed = !equalValues(live, result.object)
  if (changed && own !== undefined) result.managers.set(id, { ...own, time: formatTime(request.now) })
  yield
  return withManagedFields((changed ? result.object : live) as KubeObject, encodeManagers(result.managers))
}

/** Objects from before any manager was tracked: all they have belongs to one that only later applies can take from. */
function* managersBefore(request: Apply, live: KubeObject): Steps<Managers> {
  const managers = readManagers(live)
  if (managers.size > 0 || request.live === undefined) return managers
  return yield* managersAfter({
    object: live,
    manager: 'before-first-apply',
    apiVersion: request.apiVersion,
    subresource: request.subresource,
    now: request.now,
    struct: request.struct,
    shape: request.shape,
    resetFields: request.resetFields,
  }, managers)
}

function readManagers(live: KubeObject): Managers {
  try {
    return decodeManagers(live.metadata.managedFields)
  } catch (error) {
    if (error instanceof SyntaxError) throw new ApiError(500, '', `failed to decode managed fields: ${error.message}`)
    throw error
  }
}

function emptyLive({ struct, apiVersion, kind }: Apply): KubeObject {
  const zero = struct === undefined ? {} : zeroObject(struct)
  return { metadata: {}, ...zero, apiVersion, kind } as KubeObject
}

function checked(request: Apply): KubeObject {
  const applied = (isObject(request.applied) ? request.applied : {}) as Partial<KubeObject>
  const { apiVersion = '', kind = '' } = applied
  if (apiVersion !== request.apiVersion || kind !== request.kind) {
    throw badRequest(`invalid object type: ${printKind(apiVersion, kind)}`)
  }
  const entries: unknown = applied.metadata?.managedFields
  if (entries !== undefined && entries !== null) throw badRequest('metadata.managedFields must be nil')
  const shape = request.shape ?? (request.struct === undefined ? deducedShape : shapeOf(request.struct))
  try {
    validate(shape, applied)
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error
    const { namespace = '', name = '' } = applied.metadata ?? {}
    const what = `${namespace}/${name}; ${printKind(apiVersion, kind)}`
    throw new ApiError(500, '', `failed to create typed patch object (${what}): ${error.message}`)
  }
  return applied as KubeObject
}

/** As Go prints a GroupVersionKind. */
export function printKind(apiVersion: string, kind: string): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`
}

function withoutAllowed(conflicts: Conflicts, allowed: FieldSet): Conflicts {
  const left = new Map<string, FieldSet>()
  for (const [id, fields] of conflicts) {
    if (isEmpty(difference(fields, allowed))) continue
    const rest = new SetBuilder()
    for (const path of pathsOf(fields)) if (!hasPath(allowed, path)) rest.insert(path)
    left.set(id, rest.build())
  }
  return left
}
