import { badRequest } from '../../../apimachinery/api-error.ts'
import { cloneJson } from '../../../apimachinery/clone.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { placeInNamespace } from '../../registry/metadata.ts'
import { admitUpdate, updateObject } from '../../registry/update.ts'
import type { SubresourceStrategy } from '../../resources/definition.ts'
import { decodeBody } from '../decode-body.ts'
import { negotiateFor, presentWritten } from '../encode/present.ts'
import { namespaceOf, type Scope, writeRequest } from '../scope.ts'
import { parseWriteOptions } from '../write-options.ts'

/** PUT of an object, or of a subresource that is a view of it under the rules of `strategy`. */
export async function update(scope: Scope, strategy?: SubresourceStrategy): Promise<void> {
  const { exchange, resource, services } = scope
  const { definition, struct } = resource
  const { name } = exchange.info
  const representation = negotiateFor(exchange, resource.definition)
  const options = parseWriteOptions(exchange, 'UpdateOptions')
  const decoded = await decodeBody(exchange, { ...definition, struct }, options.fieldValidation)
  placeInNamespace(resource, decoded, namespaceOf(scope))
  checkName(decoded, name)
  const object = definition.conversion ? definition.conversion.toStored(decoded) : decoded
  const request = writeRequest(scope, 'UPDATE', options)
  const written = await updateObject(resource, name, {
    apply: (old) => admitUpdate(resource, cloneJson(object), old, request),
    ...(object.metadata.uid ? { uid: object.metadata.uid } : {}),
    ...(strategy ? { strategy } : {}),
  }, request)
  presentWritten({ exchange, definition, representation, now: services.now() }, written.created ? 201 : 200, written)
}

/** The body must be about the object that the URL names. */
export function checkName({ metadata }: KubeObject, name: string): void {
  if (!metadata.name) {
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`)
  }
  if (metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`)
  }
}
