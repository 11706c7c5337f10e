import { isDeepStrictEqual } from 'node:util'

import { ApiError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../../watchers/runtime/client.ts'
import { nodeLabels, nodeStatus } from './node-object.ts'
import type { MachineFacts, NodeFactsInput } from './node-object.ts'

const nodes = { group: '', version: 'v1', resource: 'nodes' }

/** Makes the Node, or brings an existing one's labels up to date; its status is written as well. */
export async function registerNode(
  client: ApiClient, input: NodeFactsInput, machine: MachineFacts, now: Date,
): Promise<KubeObject> {
  const labels = nodeLabels(input.name, machine)
  let node: KubeObject
  try {
    node = await client.create<KubeObject>(nodes, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: input.name,
        labels,
        annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
      },
      spec: { podCIDR: input.podCidr, podCIDRs: [input.podCidr] },
      status: nodeStatus(input, machine, null, now),
    })
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 409)) throw error
    node = await client.get<KubeObject>(nodes, input.name)
    const stale = Object.entries(labels).some(([key, value]) => node.metadata.labels?.[key] !== value)
    if (stale) node = await client.patch<KubeObject>(nodes, input.name, { metadata: { labels } }, 'strategic')
    if (!node['spec']?.podCIDR) {
      const spec = { podCIDR: input.podCidr, podCIDRs: [input.podCidr] }
      node = await client.patch<KubeObject>(nodes, input.name, { spec }, 'strategic')
    }
  }
  return node
}

/** Writes the Node's status if anything but its heartbeat differs, or if `always`. */
export async function updateNodeStatus(
  client: ApiClient,
  input: NodeFactsInput,
  machine: MachineFacts,
  { now, always }: { now: Date; always: boolean },
): Promise<void> {
  const node = await client.get<KubeObject>(nodes, input.name)
  const status = nodeStatus(input, machine, node, now)
  if (!always && isDeepStrictEqual(withoutHeartbeats(status), withoutHeartbeats(pick(node['status'], status)))) return
  await client.patch(nodes, input.name, { status }, 'strategic', { subresource: 'status' })
}

/** Of `from` what `like` has: others may have added to the status. */
function pick(from: Record<string, any> = {}, like: Record<string, any>): Record<string, any> {
  const picked = Object.fromEntries(Object.keys(like).map((key) => [key, from[key]]))
  const own = new Set(like['conditions'].map((one: any) => one.type))
  return { ...picked, conditions: (from['conditions'] ?? []).filter((one: any) => own.has(one.type)) }
}

function withoutHeartbeats(status: Record<string, any>): Record<string, any> {
  const conditions = status['conditions'].map(({ lastHeartbeatTime: _, ...rest }: any) => rest)
  return { ...status, conditions: conditions.sort((a: any, b: any) => String(a.type).localeCompare(b.type)) }
}
