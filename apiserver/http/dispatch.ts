import type { Resource } from '../registry/resource.ts'
import { type Exchange, warn } from './exchange.ts'
import { notAllowed, nothingThere } from './refusals.ts'
import { resourceKey } from './resource-key.ts'
import { pageNotFound } from './status.ts'
import type { Scope, Services } from './scope.ts'
import { create } from './verbs/create.ts'
import { remove } from './verbs/delete.ts'
import { deleteCollection } from './verbs/delete-collection.ts'
import { get } from './verbs/get.ts'
import { list } from './verbs/list.ts'
import { patch } from './verbs/patch.ts'
import { subresource } from './verbs/subresource.ts'
import { update } from './verbs/update.ts'
import { watch } from './verbs/watch.ts'

/** Answers paths that are about no resource; false when the path is not its. */
export type PathHandler = (exchange: Exchange) => boolean | Promise<boolean>

const verbs: Readonly<Record<string, (scope: Scope) => Promise<void>>> = {
  get, list, watch, create, update, patch, delete: remove, deletecollection: deleteCollection,
}

/** Finds what answers a request: a verb of a kind, or the handler of a path. */
export function createDispatch(
  services: Services, paths: readonly PathHandler[],
): (exchange: Exchange) => Promise<void> {
  const groups = () => new Set([...services.resources.values()].map(({ definition }) => definition.group))
  return (exchange) => {
    const { info } = exchange
    if (!info.isResource) return answerPath(exchange, paths)
    // Its parts would be found; upstream's router does not look for them there.
    if (info.path.startsWith('//')) throw pageNotFound()
    const resource = services.resources.get(resourceKey(info.group, info.version, info.resource))
    if (!resource) throw groups().has(info.group) ? nothingThere() : pageNotFound()
    return answerResource({ exchange, services, resource })
  }
}

async function answerPath(exchange: Exchange, paths: readonly PathHandler[]): Promise<void> {
  for (const path of paths) if (await path(exchange)) return
  throw pageNotFound()
}

function answerResource(scope: Scope): Promise<void> {
  const { info } = scope.exchange
  checkPlace(scope)
  if (info.subresource !== '') return subresource(scope)
  // A kind that is only ever asked about (a review) has no paths for its objects.
  if (info.name !== '' && !ofObjects.some((verb) => scope.resource.definition.verbs.includes(verb))) {
    throw nothingThere()
  }
  const { method } = scope.exchange.request
  const known = verbs[info.verb]
  const fits = info.verb === 'watch' ? method === 'GET' : method !== 'HEAD' && method !== 'OPTIONS'
  if (!known || !fits || !fitsPath(info) || !scope.resource.definition.verbs.includes(info.verb)) throw notAllowed()
  warn(scope.exchange, scope.resource.definition.deprecation ?? '')
  return known(scope)
}

const ofObjects = ['get', 'update', 'patch', 'delete']

/** Collections are not updated, and objects not created, at their own path. */
function fitsPath({ verb, name }: Exchange['info']): boolean {
  if (verb === 'update' || verb === 'patch') return name !== ''
  return verb !== 'create' || name === ''
}

/** A path must name a namespace where the kind has them, and must not where it has none. */
function checkPlace(
  { exchange: { info }, resource: { definition } }: { exchange: Exchange; resource: Resource },
): void {
  const { namespaced, subresources, group, resource, verbs: served } = definition
  const depth = info.parts.length
  const offered = info.subresource === '' || subresources.some(({ name }) => name === info.subresource)
  const tooDeep = depth > (info.verb === 'watch' ? 2 : 3) && info.subresource !== 'proxy'
  const isNamespaces = group === '' && resource === 'namespaces'
  const misplaced = namespaced
    // All namespaces at once are only ever listed.
    ? info.namespace === '' && (!served.includes('list') || (depth > 1 && info.verb !== 'watch'))
    : info.namespace !== '' && !isNamespaces
  if (misplaced || !offered || tooDeep || info.verb === 'proxy') throw nothingThere()
  if (namespaced && info.namespace === '' && info.verb !== 'list' && info.verb !== 'watch') throw notAllowed()
}
