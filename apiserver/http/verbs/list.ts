import { listObjects } from '../../registry/list.ts'
import { parseListOptions } from '../../registry/list-options.ts'
import { negotiateFor } from '../encode/present.ts'
import { presentPage } from '../encode/present-page.ts'
import { namespaceOf, type Scope } from '../scope.ts'

/** GET of a collection. */
export async function list(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const representation = negotiateFor(exchange, resource.definition)
  const options = parseListOptions(exchange.query, false)
  const page = await listObjects(resource, namespaceOf(scope), options, () => exchange.signal)
  await presentPage({ exchange, definition: resource.definition, representation, now: services.now() }, page)
}
