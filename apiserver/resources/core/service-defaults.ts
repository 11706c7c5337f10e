import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isExternal, portsOf, type ServicePort } from './service-shape.ts'

const hasTraffic = new Set(['NodePort', 'LoadBalancer', 'ClusterIP'])

/** Upstream: SetDefaults_Service. */
export function defaultService(service: KubeObject): void {
  const spec: Record<string, any> = { ...service['spec'] }
  service['spec'] = spec
  spec['sessionAffinity'] ||= 'None'
  defaultAffinity(spec)
  spec['type'] ||= 'ClusterIP'
  if (spec['ports']) spec['ports'] = portsOf(service).map(defaultPort)
  if (isExternal(service)) spec['externalTrafficPolicy'] ||= 'Cluster'
  if (hasTraffic.has(spec['type'])) spec['internalTrafficPolicy'] ??= 'Cluster'
  if (spec['type'] === 'LoadBalancer') {
    spec['allocateLoadBalancerNodePorts'] ??= true
    defaultIngress(service)
  }
}

function defaultAffinity(spec: Record<string, any>): void {
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig']
  if (spec['sessionAffinity'] !== 'ClientIP') return
  const seconds: unknown = spec['sessionAffinityConfig']?.clientIP?.timeoutSeconds
  if (typeof seconds !== 'number') spec['sessionAffinityConfig'] = { clientIP: { timeoutSeconds: 10800 } }
}

function defaultPort(port: ServicePort): ServicePort {
  const targetPort = port.targetPort || (port.port ?? 0)
  return { ...port, protocol: port.protocol || 'TCP', targetPort }
}

function defaultIngress(service: KubeObject): void {
  const ingress: { ip?: string; ipMode?: string }[] | undefined = service['status']?.loadBalancer?.ingress
  if (!ingress) return
  const filled = ingress.map((entry) => (entry.ip && !entry.ipMode ? { ...entry, ipMode: 'VIP' } : entry))
  service['status'] = { ...service['status'], loadBalancer: { ...service['status'].loadBalancer, ingress: filled } }
}
