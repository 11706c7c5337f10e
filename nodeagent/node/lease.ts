import { ApiError } from '../../apimachinery/api-error.ts'
import { formatMicroTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../../watchers/runtime/client.ts'

const leases = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace: 'kube-node-lease' }

/** The heartbeat of a node: a Lease renewed well before it runs out. */
export interface NodeLease {
  renew(now: Date): Promise<void>
}

/** A Lease of the node's name that lasts four renewals, as kubelet's does. */
export function createNodeLease(
  client: ApiClient, node: { name: string; uid: string }, renewSeconds: number,
): NodeLease {
  let held: KubeObject | null = null
  const fresh = (now: Date): KubeObject => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: node.name,
      namespace: leases.namespace,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: node.uid }],
    },
    spec: { holderIdentity: node.name, leaseDurationSeconds: renewSeconds * 4, renewTime: formatMicroTime(now) },
  })

  return {
    async renew(now) {
      try {
        held ??= await client.get<KubeObject>(leases, node.name)
        held = await client.update<KubeObject>(leases, { ...held, spec: { ...held['spec'], ...fresh(now)['spec'] } })
      } catch (error) {
        // Whatever was held is not what the server has: the next renewal reads it again.
        held = null
        if (!(error instanceof ApiError && error.code === 404)) throw error
        held = await client.create<KubeObject>(leases, fresh(now))
      }
    },
  }
}
