import { ApiError, badRequest, conflict } from '../../../apimachinery/api-error.ts'
import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import { ownTurn } from '../../../apimachinery/own-turn.ts'
import { atOnce, inTurns } from '../../../apimachinery/steps.ts'
import { notAnObject } from '../../registry/patch/merge-patch.ts'
import { applying, printKind } from '../../registry/managed-fields/apply.ts'
import type { Pace } from '../../registry/resource.ts'
import { DecodeError } from '../../resources/schema/decode-error.ts'
import { decodeUnstructured } from '../../resources/schema/from-unstructured.ts'
import { type DecodedYaml, decodeYaml } from '../../resources/schema/yaml.ts'
import { warn } from '../exchange.ts'
import type { Scope } from '../scope.ts'
import type { WriteOptions } from '../write-options.ts'
import type { PatchTarget } from './read-patch.ts'

/** Server-side apply: the live object with the configuration merged in, and who owns which field. */
export function applyConfiguration(
  scope: Scope, target: PatchTarget, body: Buffer, options: WriteOptions,
): (old: KubeObject | undefined, pace: Pace | undefined) => Promise<KubeObject> {
  const { exchange: { info }, resource: { definition }, services } = scope
  return async (live, pace) => {
    const { value: applied, strict } = parse(body)
    if (pace?.isLarge) await ownTurn()
    const steps = applying({
      live, applied,
      struct: target.struct,
      manager: options.fieldManager,
      force: options.force,
      apiVersion: apiVersionOf(target),
      kind: target.kind,
      subresource: info.subresource,
      now: services.now(),
      resetFields: target.resetFields,
      otherVersions: target.managerVersions,
    })
    const merged = pace?.isLarge ? await inTurns(steps) : atOnce(steps)
    if (pace?.isLarge) await ownTurn()
    const object = decodeMerged(merged, target, (applied as Partial<KubeObject>).metadata)
    complain(scope, strict, options)
    if (!live && object.metadata.uid) {
      const why =
        `uid mismatch: the provided object specified uid ${object.metadata.uid}, and no existing object was found`
      throw conflict(definition, info.name, why)
    }
    return object
  }
}

function parse(body: Buffer): DecodedYaml {
  try {
    const decoded = decodeYaml(body.toString())
    const { value } = decoded
    const isMap = typeof value === 'object' && !Array.isArray(value)
    if (!isMap) {
      throw badRequest(notAnObject(value, 'error decoding YAML: error unmarshaling JSON: while decoding JSON: '))
    }
    return decoded
  } catch (error) {
    if (error instanceof DecodeError) {
      throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`)
    }
    throw error
  }
}

/** What was merged fits the schema, but may not fit the type in every point. */
function decodeMerged(merged: KubeObject, target: PatchTarget, said: Partial<KubeObject['metadata']> = {}): KubeObject {
  try {
    const { managedFields, ...metadata } = merged.metadata ?? {}
    const { object } = decodeUnstructured({ ...merged, metadata }, target.struct)
    // Who owns what comes to it behind the conversion, and in an order of its own.
    return { ...object, metadata: { ...object.metadata, ...(managedFields && { managedFields }) } }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const { namespace = '', name = '' } = said
    const kind = printKind(apiVersionOf(target), target.kind)
    const why = `to proper version: unable to convert unstructured object to ${kind}: ${error.message}`
    throw new ApiError(500, '', `failed to convert new object (${namespace}/${name}; ${kind}) ${why}`)
  }
}

function complain({ exchange }: Scope, strict: readonly string[], { fieldValidation }: WriteOptions): void {
  if (strict.length === 0 || fieldValidation === 'Ignore') return
  if (fieldValidation === 'Warn') return strict.forEach((text) => warn(exchange, text))
  const lines = strict.map((text) => `\n  ${text}`).join('')
  throw badRequest(`error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:${lines}`)
}
