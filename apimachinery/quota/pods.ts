import { addAmounts, readAmounts, type Amounts } from '../amounts.ts'
import { secondsLater } from '../int64.ts'
import type { KubeObject } from '../meta.ts'
import { isQualifiedName } from '../names.ts'
import { hasPodLevelResources, podLimits, podRequests } from '../pod-resources.ts'
import { quantityOf } from '../quantity.ts'
import type { QuotaEvaluator } from './evaluator.ts'
import { holdsScopeValue, type ScopeRequirement } from './scopes.ts'

const countName = 'count/pods'
const plainNames = new Set([
  countName, 'cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage',
  'limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'pods',
])
const measured = ['cpu', 'memory', 'ephemeral-storage']
/** Where a quota counts these, every container must say how much of them it takes. */
const mandatory = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'])
const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')

/** How pods count. Upstream: quota/v1/evaluator/core/pods.go. */
export const podQuota: QuotaEvaluator = { matchingResources, matchesScope, usage, missing, countsUpdate }

function matchingResources(names: readonly string[]): string[] {
  return names.filter((name) =>
    plainNames.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-') || isExtendedInQuota(name))
}

function isExtendedInQuota(name: string): boolean {
  const implicit = name.startsWith('requests.deviceclass.resource.kubernetes.io/')
  return implicit || (!isNative(name) && name.startsWith('requests.'))
}

function matchesScope(requirement: ScopeRequirement, pod: KubeObject): boolean {
  const { spec, status } = pod
  switch (requirement.scopeName) {
    case 'Terminating': return isTerminating(pod)
    case 'NotTerminating': return !isTerminating(pod)
    case 'BestEffort': return status?.qosClass === 'BestEffort'
    case 'NotBestEffort': return status?.qosClass !== 'BestEffort'
    case 'PriorityClass': return holdsScopeValue(requirement, spec?.priorityClassName ?? '')
    case 'CrossNamespacePodAffinity': return reachesOtherNamespaces(spec?.affinity)
    default: return false
  }
}

const isTerminating = ({ spec }: KubeObject): boolean => (spec?.activeDeadlineSeconds ?? -1) >= 0

function reachesOtherNamespaces(affinity: any): boolean {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].some((of) => {
    const required: any[] = of?.requiredDuringSchedulingIgnoredDuringExecution ?? []
    const preferred: any[] = (of?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      .map((one: any) => one.podAffinityTerm)
    return [...required, ...preferred].some((term) => (term?.namespaces ?? []).length > 0 || term?.namespaceSelector)
  })
}

/** A pod that has ended, or should have, is counted as an object only. */
function usage(pod: KubeObject, now: Date): Amounts {
  const object: Amounts = { [countName]: quantityOf(1) }
  if (hasEnded(pod, now)) return object
  const options = { overhead: true, status: true }
  return addAmounts(object, computeUsage(podRequests(pod, options), podLimits(pod, options)))
}

function hasEnded({ metadata, status }: KubeObject, now: Date): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return true
  const { deletionTimestamp: since, deletionGracePeriodSeconds: grace } = metadata
  return since !== undefined && grace !== undefined && now > secondsLater(new Date(since), grace)
}

/** Requests under their own name and as `requests.`, limits as `limits.`. */
function computeUsage(requests: Amounts, limits: Amounts): Amounts {
  const asked = Object.entries(requests).flatMap(([name, amount]) => {
    const prefixed = [`requests.${name}`, amount] as const
    if (measured.includes(name) || isHugePages(name)) return [[name, amount] as const, prefixed]
    return isExtended(name) ? [prefixed] : []
  })
  const limited = Object.entries(limits).filter(([name]) => measured.includes(name))
  return {
    pods: quantityOf(1),
    ...Object.fromEntries(asked),
    ...Object.fromEntries(limited.map(([name, amount]) => [`limits.${name}`, amount])),
  }
}

function isExtended(name: string): boolean {
  if (name.startsWith('deviceclass.resource.kubernetes.io/')) return true
  return !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0
}

function missing(names: readonly string[], pod: KubeObject): string | undefined {
  if (hasPodLevelResources(pod)) return undefined
  const containers: any[] = [...(pod['spec']?.containers ?? []), ...(pod['spec']?.initContainers ?? [])]
  const lacking = names.filter((name) => mandatory.has(name)).sort().flatMap((name) => {
    const of = containers.filter((container) => !says(container, name)).map((container) => container.name)
    return of.length === 0 ? [] : [`${name} for: ${[...new Set(of)].sort().join(',')}`]
  })
  return lacking.length === 0 ? undefined : `must specify ${lacking.join('; ')}`
}

function says({ resources }: any, name: string): boolean {
  return Object.hasOwn(computeUsage(readAmounts(resources?.requests), readAmounts(resources?.limits)), name)
}

function countsUpdate(subresource: string, pod: KubeObject, old: KubeObject): boolean {
  return subresource === 'resize' || (subresource === '' && isTerminating(pod) !== isTerminating(old))
}
