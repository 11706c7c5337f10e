import { ApiError, internalError, invalidError } from '../../../apimachinery/api-error.ts'
import { invalid } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { Operation, ServiceAllocators } from './service-allocators.ts'
import { fillFamilies } from './service-families.ts'
import {
  allocatesNodePorts, clusterIPsOf, familiesOf, hasNodePorts, needsClusterIP, needsHealthCheck, nodePortsOf, portsOf,
  specOf,
} from './service-shape.ts'
import { joinClusterIPs, keepAllocated } from './service-update.ts'

type Families = ServiceAllocators['families']

/** Gives a new Service what it needs, in place. Throws what the client is told. Upstream: beginCreate. */
export function allocateNew(service: KubeObject, families: Families, operation: Operation): void {
  joinClusterIPs(service, undefined)
  fillFamilies(service, undefined, families)
  allocateIPs(service, [], operation)
  if (hasNodePorts(service)) allocateNodePorts(service, operation)
  if (needsHealthCheck(service)) allocateHealthPort(service, operation)
}

/** Keeps what a Service has, and gives it what its new form needs besides. Upstream: beginUpdate. */
export function allocateChanged(service: KubeObject, old: KubeObject, families: Families, operation: Operation): void {
  keepAllocated(service, old)
  joinClusterIPs(service, old)
  fillFamilies(service, old, families)
  if (!needsClusterIP(old)) allocateIPs(service, [], operation)
  else if (clusterIPsOf(old)[0] !== 'None' && familiesOf(old).length === 1 && familiesOf(service).length === 2) {
    allocateIPs(service, clusterIPsOf(old), operation)
  }
  if (hasNodePorts(service)) changeNodePorts(service, old, operation)
  if (needsHealthCheck(service) && !needsHealthCheck(old)) allocateHealthPort(service, operation)
}

function allocateIPs(service: KubeObject, kept: readonly string[], operation: Operation): void {
  const asked = clusterIPsOf(service)
  if (!needsClusterIP(service) || asked[0] === 'None') return
  const ips = familiesOf(service).map((family, at) => {
    const ip = asked[at] ?? ''
    if (ip === '') return nextIP(family)
    const wrong = kept.includes(ip) ? undefined : operation.takeIP(family, ip)
    if (wrong === undefined) return ip
    throw refusedIP(service, ip, wrong)
  })
  specOf(service)['clusterIPs'] = ips
  specOf(service)['clusterIP'] = ips[0] ?? ''

  function nextIP(family: string): string {
    const ip = operation.nextIP(family)
    if (ip !== undefined) return ip
    throw internalError(`failed to allocate a serviceIP for Service "${service.metadata.name}": range is full`)
  }
}

/** Ports of one number share a node port, as DNS over TCP and UDP wants it. Upstream: initNodePorts. */
function allocateNodePorts(service: KubeObject, operation: Operation): void {
  const byPort = new Map<number, number>()
  const ports = portsOf(service)
  specOf(service)['ports'] = ports.map((port, at) => {
    const number = port.port ?? 0
    if (!port.nodePort && !allocatesNodePorts(service)) return port
    const shared = byPort.get(number)
    if (shared !== undefined && (!port.nodePort || port.nodePort === shared)) return { ...port, nodePort: shared }
    const wanted = shared === undefined
      ? ports.find((other) => (other.port ?? 0) === number && other.nodePort)?.nodePort
      : port.nodePort
    const nodePort = wanted ? takePort(service, wanted, at, operation) : nextPort(operation)
    if (shared === undefined) byPort.set(number, nodePort)
    return { ...port, nodePort }
  })
}

/** Upstream: updateNodePorts. */
function changeNodePorts(service: KubeObject, old: KubeObject, operation: Operation): void {
  const has = new Set(nodePortsOf(old))
  const seen = new Set<string>()
  specOf(service)['ports'] = portsOf(service).map((port, at) => {
    if (!port.nodePort && !allocatesNodePorts(service)) return port
    const wanted = port.nodePort ?? 0
    if (wanted !== 0 && !has.has(wanted)) {
      takePort(service, wanted, at, operation)
      has.add(wanted)
    }
    const nodePort = wanted === 0 ? nextPort(operation) : wanted
    const identity = `${port.protocol ?? ''} ${nodePort}`
    if (seen.has(identity)) throw new ApiError(500, '', `duplicate nodePort: {${identity}}`)
    seen.add(identity)
    return { ...port, nodePort }
  })
}

function takePort(service: KubeObject, port: number, at: number, operation: Operation): number {
  const wrong = operation.takePort(port)
  if (wrong === undefined) return port
  throw refusedPort(service, port, at, wrong)
}

function nextPort(operation: Operation): number {
  const port = operation.nextPort()
  if (port !== undefined) return port
  throw internalError('failed to allocate a nodePort: range is full')
}

function allocateHealthPort(service: KubeObject, operation: Operation): void {
  const spec = specOf(service)
  const wanted: number = spec['healthCheckNodePort'] ?? 0
  if (wanted === 0) {
    const port = operation.nextPort()
    if (port === undefined) throw internalError('failed to allocate a HealthCheck NodePort 0: range is full')
    spec['healthCheckNodePort'] = port
    return
  }
  const wrong = operation.takePort(wanted)
  if (wrong !== undefined) throw internalError(`failed to allocate requested HealthCheck NodePort ${wanted}: ${wrong}`)
}

/** An address that cannot be had. */
export function refusedIP(service: KubeObject, ip: string, why: string): ApiError {
  return refused(service, 'spec.clusterIPs', clusterIPsOf(service), `failed to allocate IP ${ip}: ${why}`)
}

/** A node port that cannot be had. */
export function refusedPort(service: KubeObject, port: number, at: number, why: string): ApiError {
  return refused(service, `spec.ports[${at}].nodePort`, port, why)
}

function refused(service: KubeObject, path: string, value: unknown, detail: string): ApiError {
  return invalidError({ group: '', kind: 'Service' }, service.metadata.name ?? '', [invalid(path, value, detail)])
}
