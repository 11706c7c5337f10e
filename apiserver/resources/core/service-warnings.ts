import type { KubeObject } from '../../../apimachinery/meta.ts'
import { cidrWarnings, ipWarnings } from './ip-warnings.ts'
import { clusterIPsOf, specOf } from './service-shape.ts'

/** Upstream: GetWarningsForService. */
export function serviceWarnings(service: KubeObject): string[] {
  const spec = specOf(service)
  const { externalIPs, loadBalancerIP = '', loadBalancerSourceRanges, trafficDistribution, type, clusterIP } = spec
  const external: string[] = externalIPs ?? []
  const headless = type === 'ClusterIP' && clusterIP === 'None'
  const hasIP = clusterIP && clusterIP !== 'None'
  const hints = Object.hasOwn(service.metadata.annotations ?? {}, 'service.kubernetes.io/topology-aware-hints')
  const when = (applies: boolean, text: string): string[] => (applies ? [text] : [])
  return [
    ...when(hints, 'annotation service.kubernetes.io/topology-aware-hints is deprecated, please use ' +
      'service.kubernetes.io/topology-mode instead'),
    ...(hasIP ? clusterIPsOf(service).flatMap((ip, at) => ipWarnings(ip, `spec.clusterIPs[${at}]`)) : []),
    ...when(headless && loadBalancerIP !== '', 'spec.loadBalancerIP is ignored for headless services'),
    ...when(headless && external.length > 0, 'spec.externalIPs is ignored for headless services'),
    ...when(headless && spec['sessionAffinity'] !== 'None', 'spec.SessionAffinity is ignored for headless services'),
    ...external.flatMap((ip, at) => ipWarnings(ip, `spec.externalIPs[${at}]`)),
    ...when(external.length > 0 && !headless && type !== 'ExternalName',
      'spec.externalIPs is deprecated and may no longer be implemented in some clusters'),
    ...ipWarnings(loadBalancerIP, 'spec.loadBalancerIP'),
    ...(loadBalancerSourceRanges ?? []).flatMap((cidr: string, at: number) =>
      cidrWarnings(cidr, `spec.loadBalancerSourceRanges[${at}]`)),
    ...when(
      type === 'ExternalName' && external.length > 0, 'spec.externalIPs is ignored when spec.type is "ExternalName"',
    ),
    ...when(type !== 'ExternalName' && !!spec['externalName'],
      'spec.externalName is ignored when spec.type is not "ExternalName"'),
    ...when(trafficDistribution === 'PreferClose',
      'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'),
  ]
}
