import { deleteObject, type Deleted } from '../../registry/delete.ts'
import { deleteNamespace } from '../../registry/delete-namespace.ts'
import type { DeleteOptions } from '../../registry/delete-options.ts'
import type { WriteRequest } from '../../registry/resource.ts'
import { decodeDeleteOptions } from '../decode-delete-options.ts'
import { negotiateFor, presentObject, send } from '../encode/present.ts'
import { type Scope, writeRequest } from '../scope.ts'
import { returnsDeletedObject } from './deleted-object.ts'

/** DELETE of one object. */
export async function remove(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const { definition } = resource
  const representation = negotiateFor(exchange, resource.definition)
  const options = await decodeDeleteOptions(exchange, services)
  const dryRun = (options.dryRun ?? []).length > 0
  const request = deleteRequest(scope, dryRun, options)
  const isNamespace = definition.group === '' && definition.resource === 'namespaces'
  const deletion = isNamespace ? deleteNamespace : deleteObject
  const deleted = await deletion(resource, exchange.info.name, options, request)
  const code = !deleted.gone && options.orphanDependents === false ? 202 : 200
  const now = services.now()
  if (!deleted.gone && isNamespace || returnsDeletedObject(definition) || waits(deleted)) {
    const shown = definition.conversion ? definition.conversion.fromStored(deleted.object) : deleted.object
    return presentObject({ exchange, definition, representation, now }, code, shown)
  }
  send(exchange, code, representation, success(definition, deleted))
}

/** A delete has no object to change: all of admission is asked once what is deleted is known to be there. */
export function deleteRequest(scope: Scope, dryRun: boolean, options: DeleteOptions): WriteRequest {
  const request = writeRequest(scope, 'DELETE', { dryRun, fieldManager: '' }, { ...options })
  return {
    ...request,
    validate: async (_, old) => {
      await request.mutate(undefined, old)
      await request.validate(undefined, old)
    },
  }
}

/** An object that still waits is shown, as is what a dry run would have written; what is gone gets a Status. */
function waits({ marked }: Deleted): boolean {
  return marked
}

function success({ group, resource }: { group: string; resource: string }, { object }: Deleted): object {
  const { name, uid } = object.metadata
  return {
    kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success',
    details: { name, ...(group === '' ? {} : { group }), kind: resource, uid },
  }
}
