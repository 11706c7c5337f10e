import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import {
  allocatesNodePorts, clusterIPsOf, familiesOf, hasNodePorts, isExternal, isLoadBalancer, needsClusterIP,
  needsHealthCheck, nodePortsOf, portsOf, sameList, specOf,
} from './service-shape.ts'

/** Keeps `clusterIP` and `clusterIPs` in step where a client changed only one. Upstream: normalizeClusterIPs. */
export function joinClusterIPs(service: KubeObject, old: KubeObject | undefined): void {
  const spec = specOf(service)
  const ip: string = spec['clusterIP'] ?? ''
  if (!old) {
    if (ip !== '' && clusterIPsOf(service).length === 0) spec['clusterIPs'] = [ip]
    return
  }
  const before: string = specOf(old)['clusterIP'] ?? ''
  if (ip === before) {
    if (clusterIPsOf(old).length > 0 && clusterIPsOf(service).length === 0) spec['clusterIPs'] = [...clusterIPsOf(old)]
    return
  }
  if (!sameList(clusterIPsOf(old), clusterIPsOf(service))) return
  if (before !== '' && ip === '') delete spec['clusterIPs']
  else spec['clusterIPs'] = [ip]
}

/** Keeps what was allocated where a client left it out. Upstream: patchAllocatedValues. */
export function keepAllocated(service: KubeObject, old: KubeObject): void {
  const [spec, before] = [specOf(service), specOf(old)]
  if (needsClusterIP(old) && needsClusterIP(service)) {
    if (!spec['clusterIP'] && before['clusterIP']) spec['clusterIP'] = before['clusterIP']
    if (clusterIPsOf(service).length === 0 && clusterIPsOf(old).length > 0) spec['clusterIPs'] = [...clusterIPsOf(old)]
  }
  if (allocatesNodePorts(old) && allocatesNodePorts(service)) keepNodePorts(service, old)
  if (needsHealthCheck(old) && needsHealthCheck(service)) spec['healthCheckNodePort'] ||= before['healthCheckNodePort']
}

function keepNodePorts(service: KubeObject, old: KubeObject): void {
  const used = new Set(nodePortsOf(old).filter((port) => nodePortsOf(service).includes(port)))
  const byName = new Map(portsOf(old).map(({ name = '', nodePort = 0 }) => [name, nodePort]))
  specOf(service)['ports'] = portsOf(service).map((port) => {
    const kept = byName.get(port.name ?? '') ?? 0
    return port.nodePort || kept === 0 || used.has(kept) ? port : { ...port, nodePort: kept }
  })
}

/**
 * Drops fields that the new type has no use for, when they are as they were: who changed them too is told by
 * validation. Upstream: dropTypeDependentFields.
 */
export function dropUnusedFields(service: KubeObject, old: KubeObject): void {
  const [spec, before] = [specOf(service), specOf(old)]
  const same = (field: string): boolean => semanticEqual(spec[field] ?? '', before[field] ?? '')
  if (needsClusterIP(old) && !needsClusterIP(service)) dropClusterIP(service, old)
  const samePorts = nodePortsOf(service).every((port) => nodePortsOf(old).includes(port))
  if (hasNodePorts(old) && !hasNodePorts(service) && samePorts) {
    spec['ports'] = portsOf(service).map(({ nodePort: _dropped, ...port }) => port)
  }
  if (needsHealthCheck(old) && !needsHealthCheck(service) && same('healthCheckNodePort')) {
    delete spec['healthCheckNodePort']
  }
  if (isLoadBalancer(old) && !isLoadBalancer(service)) {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) if (same(field)) delete spec[field]
  }
  if (isExternal(old) && !isExternal(service) && same('externalTrafficPolicy')) delete spec['externalTrafficPolicy']
  if (!isLoadBalancer(service)) service['status'] = { ...service['status'], loadBalancer: {} }
}

function dropClusterIP(service: KubeObject, old: KubeObject): void {
  const [spec, before] = [specOf(service), specOf(old)]
  const sameFirst = (spec['clusterIP'] ?? '') === (before['clusterIP'] ?? '')
  const sameIPs = sameFirst && sameList(clusterIPsOf(service), clusterIPsOf(old))
  if (sameIPs) {
    delete spec['clusterIP']
    delete spec['clusterIPs']
  }
  if (sameList(familiesOf(service), familiesOf(old))) delete spec['ipFamilies']
  if ((spec['ipFamilyPolicy'] ?? '') === (before['ipFamilyPolicy'] ?? '')) delete spec['ipFamilyPolicy']
}
