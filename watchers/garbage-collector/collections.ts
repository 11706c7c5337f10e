import { pause } from '../runtime/clock.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { discover } from '../runtime/discovery.ts'
import type { DiscoveredResource } from '../runtime/discovery.ts'
import { inNamespace } from '../runtime/resources.ts'
import type { Graph } from './graph.ts'
import { groupOf } from './owners.ts'

/** Events have no owners and are many. */
const ignored = new Set(['events'])
const needed = ['list', 'watch', 'delete']
/** What changes the set of kinds. */
const kindsOf = new Set(['customresourcedefinitions', 'apiservices'])
/** How long to wait for the first lists of new collections, in milliseconds. */
const patience = 30_000

/** The collections that the graph is made of. */
export interface Collections {
  /** The resource of this kind, in whatever version it is followed. */
  resourceOf(group: string, kind: string): DiscoveredResource | undefined
  /** Follows every collection that is served now, and no other; says whether all groups could be discovered. */
  follow(): Promise<boolean>
}

export interface CollectionsOptions extends Pick<ControllerContext, 'client' | 'informers' | 'clock' | 'signal'> {
  graph: Graph
  /** These objects are to be judged again. */
  changed(uids: readonly string[]): void
  /** There may be other kinds now. */
  kindsChanged(): void
}

export function createCollections(options: CollectionsOptions): Collections {
  const { client, informers, clock, signal, graph, changed, kindsChanged } = options
  const followed = new Map<string, DiscoveredResource>()

  const begin = (key: string, resource: DiscoveredResource) => {
    followed.set(key, resource)
    const take = (uids: readonly string[]) => {
      changed(uids)
      if (kindsOf.has(resource.resource)) kindsChanged()
    }
    informers.metadata(inNamespace(resource, undefined)).subscribe({
      added: (object) => take(graph.put(resource, object)),
      updated: (_, object) => take(graph.put(resource, object)),
      deleted: (object) => take(graph.drop(object)),
    })
  }
  const end = (key: string, resource: DiscoveredResource) => {
    followed.delete(key)
    informers.stop(inNamespace(resource, undefined))
    for (const { object } of graph.of(resource)) changed(graph.drop(object))
  }

  return {
    resourceOf: (group, kind) => followed.get(`${group}/${kind}`),
    follow: async () => {
      const { resources, failures } = await discover(client)
      const served = new Map(
        resources.filter(isCollectable).map((resource) => [`${resource.group}/${resource.kind}`, resource]),
      )
      const unknown = new Set(failures.map(({ groupVersion }) => groupOf(groupVersion)))
      for (const [key, resource] of followed) {
        if (!unknown.has(resource.group) && served.get(key)?.version !== resource.version) end(key, resource)
      }
      for (const [key, resource] of served) if (!followed.has(key)) begin(key, resource)
      // A collection that cannot be read must not hold up the others for ever.
      await Promise.race([informers.start(), pause(patience, signal, clock)])
      return failures.length === 0
    },
  }
}

function isCollectable({ resource, verbs }: DiscoveredResource): boolean {
  return !ignored.has(resource) && needed.every((verb) => verbs.includes(verb))
}
