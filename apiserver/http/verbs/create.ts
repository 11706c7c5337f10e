import { createObject } from '../../registry/create.ts'
import { placeInNamespace } from '../../registry/metadata.ts'
import { decodeBody } from '../decode-body.ts'
import { negotiateFor, presentWritten } from '../encode/present.ts'
import { namespaceOf, type Scope, writeRequest } from '../scope.ts'
import { parseWriteOptions } from '../write-options.ts'

/** POST to a collection. */
export async function create(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const { definition, struct } = resource
  const representation = negotiateFor(exchange, resource.definition)
  const options = parseWriteOptions(exchange, 'CreateOptions')
  const object = await decodeBody(exchange, { ...definition, struct }, options.fieldValidation)
  placeInNamespace(resource, object, namespaceOf(scope))
  const stored = definition.conversion ? definition.conversion.toStored(object) : object
  const written = await createObject(resource, stored, writeRequest(scope, 'CREATE', options))
  presentWritten({ exchange, definition, representation, now: services.now() }, 201, written)
}
