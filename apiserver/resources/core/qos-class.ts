import { parseQuantity } from '../../../apimachinery/quantity.ts'

type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

const computeResources = ['cpu', 'memory'] as const

/**
 * The quality of service a pod spec asks for: Guaranteed when every container limits both cpu and memory and requests
 * just that, BestEffort when none asks for anything. Upstream: qos.ComputePodQOS; pod-level resources come first.
 */
export function qosClassOf(spec: any): QosClass {
  const asked: any[] = spec.resources
    ? [spec.resources]
    : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources }) => resources ?? {})
  if (!asked.some(hasAny)) return 'BestEffort'
  return asked.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}

function hasAny(resources: any): boolean {
  return computeResources.some((name) => amount(resources?.requests, name) > 0n || amount(resources?.limits, name) > 0n)
}

function isGuaranteed(resources: any): boolean {
  return computeResources.every((name) => {
    const limit = amount(resources.limits, name)
    const request = resources.requests?.[name] === undefined ? limit : amount(resources.requests, name)
    return limit > 0n && request === limit
  })
}

function amount(list: any, name: string): bigint {
  const text = list?.[name]
  return text === undefined ? 0n : parseQuantity(text)?.nano ?? 0n
}
