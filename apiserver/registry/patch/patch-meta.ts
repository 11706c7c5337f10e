/** How the fields of a type are merged by a strategic merge patch. Upstream: strategicpatch's LookupPatchMeta. */
import { ApiError } from '../../../apimachinery/api-error.ts'
import type { TypeRef } from '../../resources/schema/schema.ts'

export interface PatchMeta {
  /** The field's own type, and for lists the type of an element. */
  type: TypeRef
  strategy: 'merge' | 'replace' | undefined
  /** Empty for lists of scalars. */
  mergeKey: string
}

/** Upstream answers most mistakes in a strategic merge patch with 500 and no reason. */
export function patchFailure(message: string): ApiError {
  return new ApiError(500, '', message)
}

/** What the parent's type says of a field. */
export function fieldMeta(parent: TypeRef, name: string): PatchMeta {
  if (goKind(parent) !== 'struct') {
    throw patchFailure(`merging an object in json but data type is not struct, instead is: ${goKind(parent)}`)
  }
  const field = parent.form === 'struct' ? parent.struct.field(name) : undefined
  if (field === undefined) {
    throw patchFailure(
      `unable to find api field in struct ${structName(parent)} for the json field ${JSON.stringify(name)}`,
    )
  }
  const strategy = field.patchStrategy?.find((one) => one !== 'retainKeys')
  return {
    type: field.type,
    strategy: strategy === 'merge' || strategy === 'replace' ? strategy : undefined,
    mergeKey: field.patchMergeKey ?? '',
  }
}

/** The same for a field that is to be a list; the type is its elements'. */
export function listMeta(parent: TypeRef, name: string): PatchMeta {
  const meta = fieldMeta(parent, name)
  if (meta.type.form === 'list') return { ...meta, type: meta.type.element }
  throw patchFailure(`expected slice or array type, but got: ${goKind(parent)}`)
}

function structName(type: TypeRef): string {
  const name = type.form === 'struct' ? type.struct.name : 'go' in type ? type.go : ''
  return name.slice(name.lastIndexOf('.') + 1)
}

function goKind(type: TypeRef): string {
  switch (type.form) {
    case 'list': return 'slice'
    case 'bytes': return 'slice'
    case 'string': case 'bool': case 'int32': case 'int64': case 'float64': return type.form
    case 'map': return 'map'
    default: return 'struct'
  }
}
