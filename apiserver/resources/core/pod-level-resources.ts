import { writeAmounts } from '../../../apimachinery/amounts.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { containersTogether, isPodLevelName } from '../../../apimachinery/pod-resources.ts'

/**
 * A pod that says in part what it may use as a whole is told the rest by its containers, in place. Runs when the
 * containers' own defaults are there. Upstream: defaultHugePagePodLimits and defaultPodRequests.
 */
export function defaultPodLevelResources(pod: KubeObject): void {
  const { resources } = pod['spec']
  if (!resources) return
  const { limits = {}, requests = {} } = resources
  if (Object.keys(limits).length + Object.keys(requests).length === 0) return
  const wholeLimits = { ...hugePagesOf(pod, requests), ...limits }
  if (Object.keys(wholeLimits).length === 0) return
  resources.limits = wholeLimits
  const ofContainers = writeAmounts(containersTogether(pod, 'requests', { status: false }))
  const wholeRequests = {
    ...supported(wholeLimits, () => true), ...supported(ofContainers, isOvercommitted), ...requests,
  }
  if (Object.keys(wholeRequests).length > 0) resources.requests = wholeRequests
}

const isOvercommitted = (name: string): boolean => !name.startsWith('hugepages-')

function supported(list: Record<string, string>, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(list).filter(([name]) => isPodLevelName(name) && wanted(name)))
}

/** Limits for huge pages that nobody requests for the pod. */
function hugePagesOf(pod: KubeObject, requests: Record<string, string>): Record<string, string> {
  const limits = writeAmounts(containersTogether(pod, 'limits', { status: false }))
  return supported(limits, (name) => !isOvercommitted(name) && requests[name] === undefined)
}
