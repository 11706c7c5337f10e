import { forbidden, invalid, notSupported, notSupportedInOrder, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isValidLegacyCIDR, isValidPortNum } from '../../../apimachinery/names.ts'
import { isExternal, isLoadBalancer, needsHealthCheck, specOf } from './service-shape.ts'

const policies = ['Cluster', 'Local']
const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode']
const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges'

/** Which endpoints traffic may go to, from outside and inside. */
export function validateTraffic(service: KubeObject): FieldError[] {
  const { internalTrafficPolicy: internal, trafficDistribution: distribution, type } = specOf(service)
  const needsInternal = ['NodePort', 'LoadBalancer', 'ClusterIP'].includes(type)
  const path = 'spec.internalTrafficPolicy'
  return [
    ...validateExternalPolicy(service),
    ...validateHealthPort(service),
    ...(typeof internal !== 'string' && needsInternal ? [required(path)] : []),
    ...(typeof internal === 'string' && !policies.includes(internal) ? [notSupported(path, internal, policies)] : []),
    ...(typeof distribution === 'string' && !distributions.includes(distribution)
      ? [notSupportedInOrder('spec.trafficDistribution', distribution, distributions)]
      : []),
  ]
}

/** Who may reach a load balancer: by field or, older, by annotation. The odd path is upstream's. */
export function validateSourceRanges(service: KubeObject, old: KubeObject | undefined): FieldError[] {
  const ranges: string[] = specOf(service)['loadBalancerSourceRanges'] ?? []
  const annotation = service.metadata.annotations?.[rangesAnnotation]
  const path = ranges.length > 0 ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${rangesAnnotation}]`
  if (ranges.length === 0 && annotation === undefined) return []
  const misplaced = isLoadBalancer(service) ? [] : [forbidden(path, "may only be used when `type` is 'LoadBalancer'")]
  if (ranges.length > 0) {
    const existing: string[] = (old ? (specOf(old)['loadBalancerSourceRanges'] ?? []) : [])
      .map((range: string) => range.trim())
    const wrong = ranges.flatMap((range, at) => validateRange(range.trim(), `${path}[${at}]`, existing))
    return [...misplaced, ...wrong]
  }
  if (annotation === undefined || annotation.trim() === ''
      || old?.metadata.annotations?.[rangesAnnotation] === annotation) {
    return misplaced
  }
  return [...misplaced, ...annotation.trim().split(',').flatMap((range) => validateRange(range.trim(), path, []))]
}

function validateRange(range: string, path: string, existing: readonly string[]): FieldError[] {
  return existing.includes(range) ? [] : isValidLegacyCIDR(range).map((message) => invalid(path, range, message))
}

function validateExternalPolicy(service: KubeObject): FieldError[] {
  const path = 'spec.externalTrafficPolicy'
  const policy: string = specOf(service)['externalTrafficPolicy'] ?? ''
  if (!isExternal(service)) {
    return policy === '' ? [] : [invalid(path, policy, 'may only be set for externally-accessible services')]
  }
  if (policy === '') return [required(path)]
  return policies.includes(policy) ? [] : [notSupported(path, policy, policies)]
}

function validateHealthPort(service: KubeObject): FieldError[] {
  const path = 'spec.healthCheckNodePort'
  const port: number = specOf(service)['healthCheckNodePort'] ?? 0
  if (needsHealthCheck(service)) {
    if (port === 0) return [required(path)]
    return isValidPortNum(port).map((message) => invalid(path, port, message))
  }
  const message = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
  return port === 0 ? [] : [invalid(path, port, message)]
}
