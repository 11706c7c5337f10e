import { forbidden, invalid, notSupported, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isDNS1123Subdomain, isQualifiedName, isValidLegacyIP } from '../../../apimachinery/names.ts'
import { validateLabels } from '../../../apimachinery/selectors.ts'
import { validateClusterIPs } from './service-cluster-ips.ts'
import { validateEndpointIP } from './endpoint-ip.ts'
import { validatePorts } from './service-ports.ts'
import { isHeadless, isLoadBalancer, portsOf, specOf } from './service-shape.ts'
import { validateSourceRanges, validateTraffic } from './service-traffic.ts'

const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']
const modeAnnotation = 'service.kubernetes.io/topology-mode'
const hintsAnnotation = 'service.kubernetes.io/topology-aware-hints'

/** What is wrong with a Service, its metadata aside. Upstream: validateService. */
export function validateService(service: KubeObject, old?: KubeObject): FieldError[] {
  const spec = specOf(service)
  const anyPorts = portsOf(service).length > 0 || isHeadless(service) || spec['type'] === 'ExternalName'
  return [
    ...validateTopology(service),
    ...(anyPorts ? [] : [required('spec.ports')]),
    ...validateByType(service),
    ...validatePorts(service, 'each'),
    ...validateLabels(spec['selector'], 'spec.selector'),
    ...validateAffinity(service),
    ...validateClusterIPs(service, old),
    ...validateExternalIPs(service, old),
    ...validateType(spec['type'] ?? ''),
    ...validatePorts(service, 'together'),
    ...validateSourceRanges(service, old),
    ...validateLoadBalancer(service),
    ...validateLoadBalancerClass(service),
    ...validateTraffic(service),
  ]
}

/** The format of `loadBalancerClass`, which only load balancers have. */
export function validateLoadBalancerClass(service: KubeObject): FieldError[] {
  const path = 'spec.loadBalancerClass'
  const name: string | undefined = specOf(service)['loadBalancerClass']
  if (typeof name !== 'string') return []
  if (!isLoadBalancer(service)) return [forbidden(path, "may only be used when `type` is 'LoadBalancer'")]
  return isQualifiedName(name).map((message) => invalid(path, name, message))
}

function validateTopology({ metadata: { annotations = {} } }: KubeObject): FieldError[] {
  const [mode, hints] = [annotations[modeAnnotation], annotations[hintsAnnotation]]
  if (mode === undefined || hints === undefined || mode === hints) return []
  const message = `must match annotations[${hintsAnnotation}] when both are specified`
  return [invalid(`metadata.annotations[${modeAnnotation}]`, mode, message)]
}

function validateByType(service: KubeObject): FieldError[] {
  const { type, clusterIPs, ipFamilies, ipFamilyPolicy, externalName = '' } = specOf(service)
  if (type === 'LoadBalancer' || type === 'NodePort') {
    const message = `may not be set to 'None' for ${type} services`
    return isHeadless(service) ? [invalid('spec.clusterIPs[0]', 'None', message)] : []
  }
  if (type !== 'ExternalName') return []
  const unwanted = {
    clusterIPs: clusterIPs?.length > 0, ipFamilies: ipFamilies?.length > 0, ipFamilyPolicy: !!ipFamilyPolicy,
  }
  const name = externalName.replace(/\.$/, '')
  return [
    ...Object.entries(unwanted).flatMap(([field, isSet]) =>
      isSet ? [forbidden(`spec.${field}`, 'may not be set for ExternalName services')] : []),
    ...(name === ''
      ? [required('spec.externalName')]
      : isDNS1123Subdomain(name).map((message) => invalid('spec.externalName', name, message))),
  ]
}

function validateAffinity(service: KubeObject): FieldError[] {
  const { sessionAffinity: affinity = '', sessionAffinityConfig: config } = specOf(service)
  const path = 'spec.sessionAffinityConfig'
  if (affinity === '') return [required('spec.sessionAffinity')]
  if (affinity === 'None') {
    return config ? [forbidden(path, 'must not be set when session affinity is None')] : []
  }
  if (affinity !== 'ClientIP') return [notSupported('spec.sessionAffinity', affinity, ['ClientIP', 'None'])]
  const when = 'when session affinity type is ClientIP'
  if (!config) return [required(path, when)]
  if (!config.clientIP) return [required(`${path}.clientIP`, when)]
  const seconds: unknown = config.clientIP.timeoutSeconds
  if (typeof seconds !== 'number') return [required(`${path}.clientIP.timeoutSeconds`, when)]
  if (seconds > 0 && seconds <= 86400) return []
  return [invalid(`${path}.clientIP.timeoutSeconds`, seconds, 'must be greater than 0 and less than 86400')]
}

function validateExternalIPs(service: KubeObject, old: KubeObject | undefined): FieldError[] {
  const ips: string[] = specOf(service)['externalIPs'] ?? []
  const existing: string[] = (old && specOf(old)['externalIPs']) ?? []
  return ips.flatMap((ip, at) => {
    const path = `spec.externalIPs[${at}]`
    const wrong = existing.includes(ip) ? [] : isValidLegacyIP(ip)
    return wrong.length > 0 ? wrong.map((message) => invalid(path, ip, message)) : validateEndpointIP(ip, path)
  })
}

function validateType(type: string): FieldError[] {
  if (type === '') return [required('spec.type')]
  return types.includes(type) ? [] : [notSupported('spec.type', type, types)]
}

function validateLoadBalancer(service: KubeObject): FieldError[] {
  const { allocateLoadBalancerNodePorts: allocate } = specOf(service)
  const isSet = typeof allocate === 'boolean'
  if (isSet && !isLoadBalancer(service)) {
    return [forbidden('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'")]
  }
  return !isSet && isLoadBalancer(service) ? [required('allocateLoadBalancerNodePorts')] : []
}
