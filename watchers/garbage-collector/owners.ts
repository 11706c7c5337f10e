import type { KubeObject, OwnerReference } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../runtime/api-client.ts'
import { isNotFound } from '../runtime/controller.ts'
import type { DiscoveredResource } from '../runtime/discovery.ts'
import type { EventRecorder } from '../runtime/events.ts'
import { inNamespace } from '../runtime/resources.ts'
import type { Graph, Node } from './graph.ts'
import { isLeavingWith } from './plan.ts'
import type { OwnerState } from './plan.ts'

/** Finds out how it stands with an owner. */
export interface OwnerLookup {
  stateOf(owner: OwnerReference, dependent: Node): Promise<OwnerState>
}

export interface OwnerLookupOptions {
  client: ApiClient
  graph: Graph
  record: EventRecorder
  /** The resource of this kind, in any version. */
  resourceOf(group: string, kind: string): DiscoveredResource | undefined
}

/**
 * An owner is known by where it must be, not by its uid alone: one in another namespace is none.
 * Upstream: isDangling.
 */
export function createOwnerLookup({ client, graph, record, resourceOf }: OwnerLookupOptions): OwnerLookup {
  const sayElsewhere = ({ object }: Node, owner: OwnerReference) => {
    const { apiVersion, kind, metadata: { name, namespace, uid } } = object
    const message = `ownerRef [${owner.apiVersion}/${owner.kind}, namespace: ${namespace ?? ''}, name: ${owner.name}, `
      + `uid: ${owner.uid}] `
      + `does not exist in namespace "${namespace ?? ''}"`
    const about = { apiVersion, kind, metadata: { name: name!, uid: uid!, ...(namespace ? { namespace } : {}) } }
    record(about, 'Warning', 'OwnerRefInvalidNamespace', message)
  }

  return {
    stateOf: async (owner, dependent) => {
      const resource = resourceOf(groupOf(owner.apiVersion), owner.kind)
      // Of a kind that is not known nothing is known: to keep is the safe side.
      if (resource === undefined) return 'solid'
      const { namespace } = dependent.object.metadata
      const known = graph.get(owner.uid)
      const isElsewhere = known !== undefined && resource.namespaced && known.object.metadata.namespace !== namespace
      if (isElsewhere) sayElsewhere(dependent, owner)
      // No namespace to look in: the reference can never be right, and what it means cannot be known.
      if (resource.namespaced && namespace === undefined) return 'solid'
      if (known !== undefined && !isElsewhere && known.object.metadata.name === owner.name) {
        return liveState(known.object)
      }
      // The graph may be behind: only the server can say that an owner is gone.
      try {
        const live = await client.get(inNamespace(resource, resource.namespaced ? namespace : undefined), owner.name)
        return live.metadata.uid === owner.uid ? liveState(live) : 'dangling'
      } catch (error) {
        if (isNotFound(error)) return 'dangling'
        throw error
      }
    },
  }
}

function liveState(owner: KubeObject): OwnerState {
  return isLeavingWith(owner, 'foregroundDeletion') ? 'waiting' : 'solid'
}

/** The group of an apiVersion; '' for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash === -1 ? '' : apiVersion.slice(0, slash)
}
