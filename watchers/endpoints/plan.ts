import { isIPv6 } from 'node:net'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { isPodReady } from '../runtime/pods.ts'
import {
  addressesOf, hasClusterIp, hostnameOf, isEndpoint, podReference, portsOf,
} from '../runtime/service-endpoints.ts'
import type { EndpointPort } from '../runtime/service-endpoints.ts'

/** So many addresses fit in; upstream: maxCapacity. */
const capacity = 1000

interface Address {
  ip: string
  hostname?: string
  nodeName?: string
  targetRef: Record<string, string>
}

interface Subset {
  addresses?: Address[]
  notReadyAddresses?: Address[]
  ports?: EndpointPort[]
}

interface Found { ready: Address[]; notReady: Address[]; ports: EndpointPort[] }

/**
 * The addresses behind a service, those together that serve the same ports.
 * Upstream: syncService and RepackSubsets.
 */
export function planSubsets(service: KubeObject, pods: readonly KubeObject[]): Subset[] {
  const { publishNotReadyAddresses = false, ports: wanted = [] } = service['spec']
  const found = new Map<string, Found>()
  for (const pod of pods.filter((one) => isEndpoint(one, publishNotReadyAddresses))) {
    const ports = portsOf(service, pod).map(({ name, ...port }) => (name ? { name, ...port } : port))
    const address = addressOf(pod, service)
    if (address === undefined || (ports.length === 0 && (wanted.length > 0 || hasClusterIp(service['spec'])))) continue
    const key = JSON.stringify(ports)
    const subset: Found = found.get(key) ?? { ready: [], notReady: [], ports }
    found.set(key, subset)
    const isReady = publishNotReadyAddresses || isPodReady(pod)
    if (isReady) subset.ready.push(address)
    else subset.notReady.push(address)
  }
  return [...found.values()].map(({ ready, notReady, ports }) => ({
    ...(ready.length === 0 ? {} : { addresses: ready.sort(compareAddresses) }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady.sort(compareAddresses) }),
    ...(ports.length === 0 ? {} : { ports }),
  }))
}

/**
 * Leaves out what is too much: addresses that are not ready first. Says whether it was too much.
 * Upstream: truncateEndpoints.
 */
export function truncated(subsets: readonly Subset[]): { subsets: Subset[]; isTruncated: boolean } {
  const count = (field: 'addresses' | 'notReadyAddresses') =>
    subsets.reduce((sum, subset) => sum + (subset[field]?.length ?? 0), 0)
  const [ready, notReady] = [count('addresses'), count('notReadyAddresses')]
  if (ready + notReady <= capacity) return { subsets: [...subsets], isTruncated: false }
  const cut = ready > capacity ? 'addresses' : 'notReadyAddresses'
  const [room, total] = ready > capacity ? [capacity, ready] : [capacity - ready, notReady]
  let left = room
  return {
    isTruncated: true,
    subsets: subsets.map((subset) => {
      const all = subset[cut] ?? []
      const share = Math.min(left, Math.ceil(all.length / total * room))
      left -= share
      const { notReadyAddresses: _, ...others } = subset
      const kept = all.slice(0, share)
      return { ...(cut === 'addresses' ? others : subset), ...(kept.length === 0 ? {} : { [cut]: kept }) }
    }),
  }
}

function addressOf(pod: KubeObject, service: KubeObject): Address | undefined {
  const { ipFamilies = [], clusterIP = '' } = service['spec']
  const guess = isIPv6(hasClusterIp({ clusterIP }) ? clusterIP : pod['status'].podIP ?? '') ? 'IPv6' : 'IPv4'
  const [ip] = addressesOf(pod, ipFamilies[0] ?? guess)
  if (ip === undefined) return undefined
  const hostname = hostnameOf(pod, service)
  const { nodeName } = pod['spec']
  return {
    ip, ...(hostname === undefined ? {} : { hostname }), ...(nodeName ? { nodeName } : {}),
    targetRef: podReference(pod),
  }
}

function compareAddresses(a: Address, b: Address): number {
  if (a.ip === b.ip) return a.targetRef['uid']! < b.targetRef['uid']! ? -1 : 1
  return a.ip < b.ip ? -1 : 1
}
