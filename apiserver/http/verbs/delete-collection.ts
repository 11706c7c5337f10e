import { ApiError } from '../../../apimachinery/api-error.ts'
import { inGroups } from '../../../apimachinery/in-groups.ts'
import { deleteObject } from '../../registry/delete.ts'
import { checkDeleteOptions } from '../../registry/delete-options.ts'
import { deletionWarning } from '../../registry/deletion-finalizers.ts'
import { listObjects } from '../../registry/list.ts'
import { parseListOptions } from '../../registry/list-options.ts'
import { decodeDeleteOptions } from '../decode-delete-options.ts'
import { negotiateFor } from '../encode/present.ts'
import { presentPage } from '../encode/present-page.ts'
import { warn } from '../exchange.ts'
import { namespaceOf, type Scope } from '../scope.ts'
import { deleteRequest } from './delete.ts'

/** So many go to the disk at once: a sync for each of ten thousand would outlast the request. */
const deletedTogether = 64

/** DELETE of a collection; answers with what there was. */
export async function deleteCollection(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const representation = negotiateFor(exchange, resource.definition)
  const listOptions = parseListOptions(exchange.query, false)
  const options = await decodeDeleteOptions(exchange, services)
  checkDeleteOptions(options)
  const dryRun = (options.dryRun ?? []).length > 0
  // Said of the collection, whether there is anything in it or not.
  const warning = deletionWarning(resource.definition, options)
  if (warning !== undefined) warn(exchange, warning)
  const page = await listObjects(resource, namespaceOf(scope), listOptions, exchange.signal)
  // With preconditions the first object that does not meet them ends it, and nothing behind it goes.
  const together = options.preconditions ? 1 : deletedTogether
  await inGroups(page.items, together, async ({ object }) => {
    const request = deleteRequest(scope, dryRun, options)
    const context = { ...request.context, name: object.metadata.name ?? '', namespace: object.metadata.namespace ?? '' }
    await deleteObject(resource, context.name, structuredClone(options), { ...request, context }).catch(ignoreMissing)
  })
  await presentPage({ exchange, definition: resource.definition, representation, now: services.now() }, page)
}

/** Somebody else was faster. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 404) throw error
}
