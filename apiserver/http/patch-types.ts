import { badRequest } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { applyJsonPatch, jsonPatchOperations } from '../registry/patch/json-patch.ts'
import { applyMergePatch } from '../registry/patch/merge-patch.ts'
import { applyStrategicPatch } from '../registry/patch/strategic.ts'
import { DecodeError } from '../resources/schema/decode-error.ts'
import { plain } from '../resources/schema/decode.ts'
import { parseJson } from '../resources/schema/json-text.ts'
import type { StructType } from '../resources/schema/schema.ts'

/** The content type of server-side apply. */
export const applyPatchType = 'application/apply-patch+yaml'

/** Makes of an object the patched one. */
export type Patcher = (object: KubeObject) => unknown

/** The patch types by content type, in the order in which upstream lists them. */
export const patchReaders: Readonly<Record<string, (body: Buffer, struct: StructType) => Patcher>> = {
  'application/json-patch+json': (body) => {
    const operations = jsonPatchOperations(parse(body))
    return (object) => applyJsonPatch(object, operations)
  },
  'application/merge-patch+json': (body) => {
    const patch = parse(body)
    return (object) => applyMergePatch(object, patch)
  },
  'application/strategic-merge-patch+json': (body, struct) => {
    const patch = parse(body)
    return (object) => applyStrategicPatch(object, patch, struct)
  },
}

function parse(body: Buffer): unknown {
  try {
    return plain(parseJson(body.toString()))
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(`error decoding patch: ${error.message.replace(/^.*json parse error: /, '')}`)
    throw error
  }
}
