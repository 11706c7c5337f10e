import { invalidError, notFoundError } from '../../../apimachinery/api-error.ts'
import { invalid } from '../../../apimachinery/field-error.ts'
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../../apimachinery/meta.ts'
import { ownTurn } from '../../../apimachinery/own-turn.ts'
import { placeInNamespace } from '../../registry/metadata.ts'
import type { FieldSet } from '../../registry/managed-fields/field-set.ts'
import type { OtherVersions } from '../../registry/managed-fields/versions.ts'
import type { Pace } from '../../registry/resource.ts'
import { DecodeError } from '../../resources/schema/decode-error.ts'
import { complaint } from '../../resources/schema/decode.ts'
import type { StructType } from '../../resources/schema/schema.ts'
import { readBody, writtenType } from '../body.ts'
import { applyFieldValidation } from '../decode-body.ts'
import type { Exchange } from '../exchange.ts'
import { applyPatchType, type Patch, patchReaders } from '../patch-types.ts'
import { unsupportedPatchType } from '../refusals.ts'
import { namespaceOf, type Scope } from '../scope.ts'
import { parseWriteOptions, type WriteOptions } from '../write-options.ts'
import { applyConfiguration } from './apply.ts'
import { checkPatchedKind, namesWithoutVersion } from './patched-kind.ts'
import { checkName } from './update.ts'

/** What a patch is about: the kind itself, or a view of it with a type of its own (Scale). */
export interface PatchTarget extends GroupVersionKind {
  struct: StructType
  resetFields: FieldSet | undefined
  /** The other versions in which managers of the fields may speak. */
  managerVersions?: OtherVersions
}

/** A PATCH that was read. */
export interface PatchRequest {
  options: WriteOptions
  /** Server-side apply, which says itself who owns what and may create. */
  isApply: boolean
  /** The patched object in the form of the target. */
  change(old: KubeObject | undefined, pace: Pace | undefined): Promise<KubeObject>
}

/** Throws 415 for a patch of no known type, before anything else is looked at; the type of one that is known. */
export function checkPatchType(exchange: Exchange): string {
  const type = writtenType(exchange)
  if (type !== applyPatchType && !Object.hasOwn(patchReaders, type)) throw unsupportedPatchType()
  return type
}

/** Reads options and body of a PATCH. Throws 415 for a patch of no known type. */
export async function readPatch(scope: Scope, target: PatchTarget): Promise<PatchRequest> {
  const { exchange } = scope
  const type = checkPatchType(exchange)
  const isApply = type === applyPatchType
  const body = await readBody(exchange)
  const options = parseWriteOptions(exchange, 'PatchOptions', isApply)
  const patched = isApply
    ? applyConfiguration(scope, target, body, options)
    : patchOf(scope, target, () => patchReaders[type]!(body, target.struct), options)
  const change: PatchRequest['change'] = async (old, pace) => {
    const object = await patched(old, pace)
    placeInNamespace(scope.resource, object, namespaceOf(scope))
    checkName(object, exchange.info.name)
    return object
  }
  return { options, isApply, change }
}

/** What is to be patched must be there before anyone looks at the patch. */
function patchOf(scope: Scope, target: PatchTarget, read: () => Patch, options: WriteOptions): PatchRequest['change'] {
  let patch: Patch | undefined
  return async (old, pace) => {
    if (!old) throw notFoundError(scope.resource.definition, scope.exchange.info.name)
    patch ??= read()
    if (pace?.isLarge) await ownTurn()
    const value = patch.apply(old)
    if (pace?.isLarge) await ownTurn()
    return decodePatched(scope, target, { patch, old, value }, options)
  }
}

/** What `patch` made of `old`. */
interface Patched {
  patch: Patch
  old: KubeObject
  value: unknown
}

/** The patched object, which must fit the type. Throws 422 with the patch, as upstream does. */
function decodePatched(
  { exchange }: Scope, target: PatchTarget, { patch, old, value }: Patched, options: WriteOptions,
): KubeObject {
  const refuse = (why: string) =>
    invalidError({ group: '', kind: '' }, '', [invalid('patch', patch.print(old, value), why)])
  try {
    // What kind it says it is decides before anything else does.
    if (patch.checksKind) checkPatchedKind(target, value, refuse)
    const nameless = patch.checksKind ? namesWithoutVersion(value) : undefined
    const { object, strict } = nameless
      ? { object: {} as Partial<KubeObject>, strict: nameless.map((name) => complaint('unknown', name)) }
      : patch.decode(value, target.struct)
    const typed = { ...object, kind: target.kind, apiVersion: apiVersionOf(target), metadata: object.metadata ?? {} }
    applyFieldValidation(exchange, [...patch.strict, ...strict], options.fieldValidation, refuse)
    return typed
  } catch (error) {
    if (error instanceof DecodeError) throw refuse(error.message)
    throw error
  }
}
