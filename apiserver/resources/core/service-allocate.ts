import { internalError, invalidError } from '../../../apimachinery/api-error.ts'
import { invalid } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ServiceAllocators } from './service-allocators.ts'
import { fillFamilies } from './service-families.ts'
import {
  allocatesNodePorts, clusterIPsOf, familiesOf, needsClusterIP, needsHealthCheck, nodePortsOf, portsOf, specOf,
} from './service-shape.ts'
import { joinClusterIPs, keepAllocated } from './service-update.ts'

/** One allocation: for whom, and whether it is only tried. */
interface Allocation {
  allocators: ServiceAllocators
  owner: string
  dryRun: boolean
}

/** Gives a new Service what it needs, in place. Throws what the client is told. Upstream: beginCreate. */
export function allocateNew(service: KubeObject, allocators: ServiceAllocators, dryRun: boolean): void {
  joinClusterIPs(service, undefined)
  fillFamilies(service, undefined, allocators.families)
  const allocation = { allocators, owner: ownerOf(service), dryRun }
  allocateIPs(service, [], allocation)
  allocateNodePorts(service, [], allocation)
  if (needsHealthCheck(service)) allocateHealthPort(service, allocation)
}

/** Keeps what a Service has, and gives it what its new form needs besides. Upstream: beginUpdate. */
export function allocateChanged(service: KubeObject, old: KubeObject, allocators: ServiceAllocators, dryRun: boolean): void {
  keepAllocated(service, old)
  joinClusterIPs(service, old)
  fillFamilies(service, old, allocators.families)
  const allocation = { allocators, owner: ownerOf(service), dryRun }
  if (!needsClusterIP(old)) allocateIPs(service, [], allocation)
  else if (clusterIPsOf(old)[0] !== 'None' && familiesOf(old).length === 1 && familiesOf(service).length === 2) {
    allocateIPs(service, clusterIPsOf(old), allocation)
  }
  allocateNodePorts(service, nodePortsOf(old), allocation)
  if (needsHealthCheck(service) && !needsHealthCheck(old)) allocateHealthPort(service, allocation)
}

function ownerOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`
}

function allocateIPs(service: KubeObject, kept: readonly string[], { allocators, owner, dryRun }: Allocation): void {
  const asked = clusterIPsOf(service)
  if (!needsClusterIP(service) || asked[0] === 'None') return
  const ips = familiesOf(service).map((family, at) => {
    const ip = asked[at] ?? ''
    if (ip === '') return nextIP(family)
    const wrong = kept.includes(ip) ? undefined : allocators.takeIP(family, ip, owner, dryRun)
    if (wrong === undefined) return ip
    throw refused(service, 'spec.clusterIPs', asked, `failed to allocate IP ${ip}: ${wrong}`)
  })
  specOf(service)['clusterIPs'] = ips
  specOf(service)['clusterIP'] = ips[0] ?? ''

  function nextIP(family: string): string {
    const ip = allocators.nextIP(family, owner, dryRun)
    if (ip !== undefined) return ip
    throw internalError(`failed to allocate a serviceIP for Service "${service.metadata.name}": range is full`)
  }
}

/** Ports of one number share a node port, as DNS over TCP and UDP wants it. */
function allocateNodePorts(service: KubeObject, kept: readonly number[], allocation: Allocation): void {
  if (!['NodePort', 'LoadBalancer'].includes(specOf(service)['type'])) return
  const shares = kept.length === 0
  const byPort = new Map<number, number>()
  const taken = new Set(kept)
  const ports = portsOf(service)
  specOf(service)['ports'] = ports.map((port, at) => {
    const number = port.port ?? 0
    const sibling = shares ? ports.find((other) => other.port === number && other.nodePort)?.nodePort : undefined
    const wanted = port.nodePort || (allocatesNodePorts(service) ? (byPort.get(number) ?? sibling) : undefined)
    if (!wanted && !allocatesNodePorts(service)) return port
    const nodePort = wanted ? takePort(wanted, at) : nextPort()
    if (shares && !byPort.has(number)) byPort.set(number, nodePort)
    taken.add(nodePort)
    return { ...port, nodePort }
  })

  function takePort(nodePort: number, at: number): number {
    if (taken.has(nodePort)) return nodePort
    const wrong = allocation.allocators.takePort(nodePort, allocation.owner, allocation.dryRun)
    if (wrong === undefined) return nodePort
    throw refused(service, `spec.ports[${at}].nodePort`, nodePort, wrong)
  }

  function nextPort(): number {
    if (allocation.dryRun) return dryRunPort([...taken])
    const port = allocation.allocators.nextPort(allocation.owner, false)
    if (port !== undefined) return port
    throw internalError('failed to allocate a nodePort: range is full')
  }
}

/** A dry run shows a port beyond the range, as upstream does. */
function dryRunPort(taken: readonly number[]): number {
  return Math.max(32768, ...taken) + 1
}

function allocateHealthPort(service: KubeObject, { allocators, owner, dryRun }: Allocation): void {
  const spec = specOf(service)
  const wanted: number = spec['healthCheckNodePort'] ?? 0
  if (wanted === 0) {
    const port = dryRun ? dryRunPort(nodePortsOf(service)) : allocators.nextPort(owner, false)
    if (port === undefined) throw internalError('failed to allocate a HealthCheck NodePort 0: range is full')
    spec['healthCheckNodePort'] = port
    return
  }
  const wrong = nodePortsOf(service).includes(wanted)
    ? 'provided port is already allocated'
    : allocators.takePort(wanted, owner, dryRun)
  if (wrong !== undefined) throw internalError(`failed to allocate requested HealthCheck NodePort ${wanted}: ${wrong}`)
}

function refused(service: KubeObject, path: string, value: unknown, detail: string): Error {
  return invalidError({ group: '', kind: 'Service' }, service.metadata.name ?? '', [invalid(path, value, detail)])
}
