import { resetFieldsOf } from '../../registry/managed-fields/reset-fields.ts'
import { otherVersionsOf } from '../../registry/other-versions.ts'
import { admitUpdate, updateObject } from '../../registry/update.ts'
import type { SubresourceStrategy } from '../../resources/definition.ts'
import { negotiateFor, presentWritten } from '../encode/present.ts'
import { type Scope, writeRequest } from '../scope.ts'
import { checkPatchType, type PatchRequest, readPatch } from './read-patch.ts'

/** PATCH of an object, or of a subresource that is a view of it under the rules of `strategy`. */
export async function patch(scope: Scope, strategy?: SubresourceStrategy): Promise<void> {
  const { exchange, resource, services } = scope
  const { definition, struct } = resource
  checkPatchType(exchange)
  const representation = negotiateFor(exchange, resource.definition)
  const resetFields = resetFieldsOf(definition, exchange.info.subresource)
  const { change, options, isApply } = await readPatch(scope, {
    ...definition, struct, resetFields, managerVersions: otherVersionsOf(resource),
  })
  const stored = inStoredForm(scope, change)
  const request = writeRequest(scope, 'UPDATE', options)
  const written = await updateObject(resource, exchange.info.name, {
    apply: async (old) => admitUpdate(resource, await stored(old, request.pace), old, request, !isApply),
    forceCreate: isApply,
    ...(strategy ? { strategy } : {}),
  }, request)
  presentWritten({ exchange, definition, representation, now: services.now() }, written.created ? 201 : 200, written)
}

/** Patches speak of the object as this API shows it, not as it is stored. */
function inStoredForm(
  { resource: { definition: { conversion } } }: Scope, change: PatchRequest['change'],
): PatchRequest['change'] {
  if (!conversion) return change
  return async (old, pace) => conversion.toStored(await change(old && conversion.fromStored(old), pace))
}
