import { getObject, presentNow } from '../../registry/get.ts'
import { seenAt } from '../../registry/shown-form.ts'
import { negotiateFor, presentCached } from '../encode/present.ts'
import { namespaceOf, type Scope } from '../scope.ts'

/** GET of one object, and of subresources that show the same object. */
export async function get(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const representation = negotiateFor(exchange, resource.definition)
  const version = exchange.query.get('resourceVersion') ?? ''
  const { name } = exchange.info
  const namespace = namespaceOf(scope)
  const cached = version === ''
    ? presentNow(resource, namespace, name)
    : await getObject(resource, namespace, name, version, () => exchange.signal)
  presentCached(
    { exchange, definition: resource.definition, representation, now: services.now() },
    seenAt(cached, exchange.info.subresource),
  )
}
