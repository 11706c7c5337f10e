import type { OwnerReference } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../runtime/api-client.ts'
import { unlessGone } from '../runtime/controller.ts'
import { inNamespace } from '../runtime/resources.ts'
import type { Node } from './graph.ts'
import { unblocked } from './plan.ts'
import type { DependentPlan } from './plan.ts'

/** What the garbage collector writes: each only if the object is still as it was judged. */
export interface GarbageCommit {
  keepOwners(node: Node, ownerReferences: OwnerReference[]): Promise<void>
  removeFinalizer(node: Node, finalizer: string): Promise<void>
  remove(node: Node, plan: Extract<DependentPlan, { do: 'delete' }>): Promise<void>
}

export function createGarbageCommit(client: ApiClient): GarbageCommit {
  const patch = ({ object, resource }: Node, change: object): Promise<void> => {
    const { name, namespace, resourceVersion, uid } = object.metadata
    const metadata = { uid, resourceVersion, ...change }
    return unlessGone(client.patch(inNamespace(resource, namespace), name!, { metadata }, 'merge'))
  }
  const keepOwners: GarbageCommit['keepOwners'] = (node, ownerReferences) => patch(node, { ownerReferences })

  return {
    keepOwners,
    removeFinalizer: (node, finalizer) =>
      patch(node, { finalizers: (node.object.metadata.finalizers ?? []).filter((one) => one !== finalizer) }),
    remove: async (node, { propagationPolicy, unblock }) => {
      const { name, namespace, uid, resourceVersion, ownerReferences = [] } = node.object.metadata
      // After this change of ours it comes back in its new state, and is deleted then.
      const isBlocking = ownerReferences.some(({ blockOwnerDeletion }) => blockOwnerDeletion)
      if (unblock && isBlocking) return await keepOwners(node, unblocked(ownerReferences))
      const preconditions = { uid: uid!, resourceVersion: resourceVersion! }
      await unlessGone(
        client.delete(inNamespace(node.resource, namespace), name!, { propagationPolicy, preconditions }),
      )
    },
  }
}
