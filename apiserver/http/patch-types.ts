import { badRequest } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { applyJsonPatch, jsonPatchOperations, jsonPatchComplaints } from '../registry/patch/json-patch.ts'
import { applyMergePatch } from '../registry/patch/merge-patch.ts'
import { printGo } from '../registry/patch/print-go.ts'
import { printPatched, sortedNames } from '../registry/patch/print-patched.ts'
import { spentPatch } from '../registry/patch/spent-patch.ts'
import { applyStrategicPatch } from '../registry/patch/strategic.ts'
import { DecodeError } from '../resources/schema/decode-error.ts'
import { type Decoded, decodeValue, duplicateFields, plain } from '../resources/schema/decode.ts'
import { decodeUnstructured } from '../resources/schema/from-unstructured.ts'
import { parseJson } from '../resources/schema/json-text.ts'
import type { StructType } from '../resources/schema/schema.ts'

/** The content type of server-side apply. */
export const applyPatchType = 'application/apply-patch+yaml'

/** A patch that was read. */
export interface Patch {
  /** What strict decoding says against the patch itself. */
  strict: readonly string[]
  /** The patched object as JSON. Throws ApiError when the patch does not apply. */
  apply(object: KubeObject): unknown
  /** The patched JSON as an object of the type. Throws DecodeError when it does not fit. */
  decode(patched: unknown, struct: StructType): Decoded
  /** What a message shows as the patch that led to something invalid. */
  print(object: KubeObject, patched: unknown): string
  /** Whether the patched JSON must say its kind: a strategic patch leads to the Go type, whatever it says. */
  checksKind: boolean
}

/** The patch types by content type, in the order in which upstream lists them. Throws ApiError 400. */
export const patchReaders: Readonly<Record<string, (body: Buffer, struct: StructType) => Patch>> = {
  'application/json-patch+json': (body) => {
    const parsed = parse(body, 'error decoding patch: ')
    const operations = jsonPatchOperations(plain(parsed))
    return {
      ...throughJson, strict: jsonPatchComplaints(parsed), apply: (object) => applyJsonPatch(object, operations),
    }
  },
  'application/merge-patch+json': (body) => {
    const parsed = parse(body, 'error decoding patch: ')
    const patch = plain(parsed)
    return { ...throughJson, strict: duplicateFields(parsed), apply: (object) => applyMergePatch(object, patch) }
  },
  'application/strategic-merge-patch+json': (body, struct) => {
    const parsed = parse(body, '')
    // Go reads null into a map as an empty one.
    const patch = plain(parsed) ?? {}
    return {
      strict: duplicateFields(parsed),
      apply: (object) => applyStrategicPatch(object, patch, struct),
      decode: decodeUnstructured,
      print: (object) => printGo(spentPatch(object, patch)),
      checksKind: false,
    }
  },
}

/** How the two patches of JSON go on: their result is printed and decoded like a body. */
const throughJson: Pick<Patch, 'decode' | 'print' | 'checksKind'> = {
  decode: decodePatched,
  print: printPatched,
  checksKind: true,
}

/** What a patch brings in is read in the order of its names, in which several complaints about it come. */
function decodePatched(patched: unknown, struct: StructType): Decoded {
  const decoded = decodeValue(patched, struct)
  return decoded.strict.length < 2 ? decoded : decodeValue(sortedNames(patched), struct)
}

function parse(body: Buffer, prefix: string): unknown {
  try {
    return parseJson(body.toString())
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(`${prefix}${error.message}`)
    throw error
  }
}
