import { badRequest } from '../../../apimachinery/api-error.ts'
import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import { placeInNamespace } from '../../registry/metadata.ts'
import { apply } from '../../registry/managed-fields/apply.ts'
import { resetFieldsOf } from '../../registry/managed-fields/reset-fields.ts'
import { DecodeError } from '../../resources/schema/decode-error.ts'
import { decodeYaml } from '../../resources/schema/yaml.ts'
import { namespaceOf, type Scope } from '../scope.ts'
import type { WriteOptions } from '../write-options.ts'
import { decodePatched } from './patch.ts'
import { checkName } from './update.ts'

/** Server-side apply: the live object with the configuration merged in, and who owns which field. */
export function applyConfiguration(
  scope: Scope, body: Buffer, options: WriteOptions,
): (old: KubeObject | undefined) => KubeObject {
  const { exchange: { info }, resource, services } = scope
  const { definition, struct } = resource
  const applied = parse(body)
  return (live) => {
    const merged = apply({
      live, applied, struct,
      manager: options.fieldManager,
      force: options.force,
      apiVersion: apiVersionOf(definition),
      kind: definition.kind,
      subresource: info.subresource,
      now: services.now(),
      resetFields: resetFieldsOf(definition, info.subresource),
    })
    const object = decodePatched(scope, merged, body, options)
    if (!object.metadata.name && !object.metadata.generateName) object.metadata.name = info.name
    checkName(object, info.name)
    placeInNamespace(resource, object, namespaceOf(scope))
    return object
  }
}

function parse(body: Buffer): unknown {
  try {
    return decodeYaml(body.toString()).value
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(`error decoding YAML: ${error.message}`)
    throw error
  }
}
