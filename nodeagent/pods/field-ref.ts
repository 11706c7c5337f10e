import type { Pod, PodContainer } from './pod.ts'
import { quantityValue } from './quantity.ts'

/** What a node knows that a pod may ask for. */
export interface NodeFacts {
  hostIps: readonly string[]
  podIps: readonly string[]
  /** The node's allocatable processor cores and bytes, which stand in for limits that are not set. */
  allocatableCpu: number
  allocatableMemory: number
}

/** The value of a `fieldRef`; undefined when the pod has no such field. Upstream: podFieldSelectorRuntimeValue. */
export function fieldValue(pod: Pod, path: string, facts: NodeFacts): string | undefined {
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path)
  if (subscript) return pod.metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] ?? ''] ?? ''
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name
    case 'metadata.namespace':
      return pod.metadata.namespace
    case 'metadata.uid':
      return pod.metadata.uid
    case 'metadata.labels':
      return printMap(pod.metadata.labels)
    case 'metadata.annotations':
      return printMap(pod.metadata.annotations)
    case 'spec.nodeName':
      return pod['spec'].nodeName
    case 'spec.serviceAccountName':
      return pod['spec'].serviceAccountName ?? ''
    case 'status.hostIP':
      return facts.hostIps[0] ?? ''
    case 'status.hostIPs':
      return facts.hostIps.join(',')
    case 'status.podIP':
      return facts.podIps[0] ?? ''
    case 'status.podIPs':
      return facts.podIps.join(',')
    default:
      return undefined
  }
}

/** Labels as a downward file holds them: sorted, a line each, quoted. */
function printMap(map: Record<string, string> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n')
}

/** The value of a `resourceFieldRef`, in units of its divisor, rounded up. */
export function resourceValue(container: PodContainer, ref: { resource: string; divisor?: string }, facts: NodeFacts): string {
  const [list = '', ...name] = ref.resource.split('.')
  const resource = name.join('.')
  const set = container['resources']?.[list]?.[resource]
  const fallback: Record<string, number> =
    list === 'limits' ? { cpu: facts.allocatableCpu, memory: facts.allocatableMemory } : {}
  const value = set === undefined ? (fallback[resource] ?? 0) : quantityValue(set)
  const divisor = quantityValue(ref.divisor) || 1
  // Decimal fractions such as 0.1/0.001 must not round up by their error.
  return String(Math.ceil(Number((value / divisor).toPrecision(12))))
}
