import type { Pod, PodContainer } from './pod.ts'
import { milliOf, unitsOf } from './quantity.ts'

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

/** The value of a `resourceFieldRef`, in units of its divisor, rounded up. Upstream: ExtractContainerResourceValue. */
export function resourceValue(
  container: PodContainer, ref: { resource: string; divisor?: string }, facts: NodeFacts,
): string {
  const [list = '', ...name] = ref.resource.split('.')
  const resource = name.join('.')
  const set = container['resources']?.[list]?.[resource]
  const inUnits = resource === 'cpu' ? milliOf : unitsOf
  const fallback: Record<string, number> =
    list === 'limits' ? { cpu: facts.allocatableCpu * 1000, memory: facts.allocatableMemory } : {}
  const value = set === undefined ? (fallback[resource] ?? 0) : inUnits(set)
  return String(Math.ceil(value / (inUnits(ref.divisor) || inUnits(1))))
}
