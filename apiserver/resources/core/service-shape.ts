import type { KubeObject } from '../../../apimachinery/meta.ts'

/** What kind of Service this is; the rest of the rules is put in these terms. */
export interface ServicePort {
  name?: string
  protocol?: string
  appProtocol?: string
  port?: number
  targetPort?: number | string
  nodePort?: number
}

/** The spec, never absent. */
export function specOf(service: KubeObject): Record<string, any> {
  return service['spec'] ?? {}
}

export function portsOf(service: KubeObject): ServicePort[] {
  return specOf(service)['ports'] ?? []
}

export function clusterIPsOf(service: KubeObject | undefined): string[] {
  return service?.['spec']?.clusterIPs ?? []
}

export function familiesOf(service: KubeObject | undefined): string[] {
  return service?.['spec']?.ipFamilies ?? []
}

/** It is one with `clusterIP: None`. */
export function isHeadless(service: KubeObject): boolean {
  const ips = clusterIPsOf(service)
  return ips.length === 1 && ips[0] === 'None'
}

export const isLoadBalancer = (service: KubeObject): boolean => specOf(service)['type'] === 'LoadBalancer'
export const needsClusterIP = (service: KubeObject): boolean => specOf(service)['type'] !== 'ExternalName'

/** Upstream: apiservice.ExternallyAccessible. */
export function isExternal(service: KubeObject): boolean {
  const { type, externalIPs = [] } = specOf(service)
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && (externalIPs ?? []).length > 0)
}

/** A load balancer that hands traffic to local endpoints only asks each node whether it has any. */
export function needsHealthCheck(service: KubeObject): boolean {
  return isLoadBalancer(service) && specOf(service)['externalTrafficPolicy'] === 'Local'
}

/** Whether ports without a `nodePort` are given one. */
export function allocatesNodePorts(service: KubeObject): boolean {
  const { type, allocateLoadBalancerNodePorts } = specOf(service)
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false)
}

/** The node ports it has. */
export function nodePortsOf(service: KubeObject): number[] {
  return portsOf(service).flatMap(({ nodePort }) => (nodePort ? [nodePort] : []))
}

/** It is of a type whose ports are open on nodes; another may name node ports too, which mean nothing. */
export const hasNodePorts = (service: KubeObject): boolean =>
  ['NodePort', 'LoadBalancer'].includes(specOf(service)['type'])

/** All ports that are its own on nodes, the one for its health checks among them. */
export function ownedPortsOf(service: KubeObject): number[] {
  const health: number | undefined = needsHealthCheck(service) ? specOf(service)['healthCheckNodePort'] : undefined
  return [...(hasNodePorts(service) ? nodePortsOf(service) : []), ...(health ? [health] : [])]
}

export const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item, at) => item === other[at])
