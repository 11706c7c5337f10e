import type { KubeObject } from '../../../apimachinery/meta.ts'
import { familyOf } from './service-cluster-ips.ts'
import { clusterIPsOf, familiesOf, needsClusterIP, specOf } from './service-shape.ts'

/**
 * What readers see of a stored Service: one from before there were two families has the fields for them, and one that
 * is but another name has no traffic inside the cluster. `families` are the cluster's, the default one first.
 * Upstream: defaultOnReadService.
 */
export function shownService(stored: KubeObject, families: readonly string[]): KubeObject {
  const { clusterIP = '', internalTrafficPolicy, ...rest } = specOf(stored)
  const lacksIPs = clusterIP !== '' && clusterIPsOf(stored).length === 0
  const lacksFamilies = needsClusterIP(stored) && familiesOf(stored).length === 0
  const hidesPolicy = !needsClusterIP(stored) && internalTrafficPolicy !== undefined
  if (!lacksIPs && !lacksFamilies && !hidesPolicy) return stored
  const clusterIPs = lacksIPs ? [clusterIP] : clusterIPsOf(stored)
  const spec = {
    ...rest,
    ...(clusterIP !== '' && { clusterIP }),
    ...(clusterIPs.length > 0 && { clusterIPs }),
    ...(!hidesPolicy && { internalTrafficPolicy }),
    ...(lacksFamilies && familiesFor(stored, clusterIPs, families)),
  }
  return { ...stored, spec }
}

/** Upstream: defaultOnReadIPFamilies. */
function familiesFor(
  service: KubeObject, clusterIPs: readonly string[], [first = 'IPv4']: readonly string[],
): { ipFamilies?: string[]; ipFamilyPolicy?: string } {
  const { clusterIP, selector } = specOf(service)
  if (clusterIP !== 'None') {
    if (clusterIPs.length === 0) return {}
    return {
      ipFamilies: clusterIPs.map(familyOf),
      ipFamilyPolicy: clusterIPs.length === 1 ? 'SingleStack' : 'RequireDualStack',
    }
  }
  // Nobody knows of which families the endpoints are that are made by hand.
  if (Object.keys(selector ?? {}).length === 0) {
    return { ipFamilyPolicy: 'RequireDualStack', ipFamilies: [first, first === 'IPv4' ? 'IPv6' : 'IPv4'] }
  }
  return { ipFamilyPolicy: 'SingleStack', ipFamilies: [first] }
}
