import { addAmounts, maxAmounts, type Amounts } from '../amounts.ts'
import type { KubeObject } from '../meta.ts'
import { quantityOf } from '../quantity.ts'
import { claimQuota } from './claims.ts'
import { objectCountName, type QuotaEvaluator } from './evaluator.ts'
import { podQuota } from './pods.ts'

type Kind = Readonly<{ group: string; resource: string }>

/** The most devices that one request can be given. */
const maxDevices = 32
/** Kinds that are counted under their plain name too. */
const plainNames = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets'])
/** What is not stored, or has never counted. */
const ignored = new Set([
  'bindings', 'componentstatuses', 'tokenreviews.authentication.k8s.io', 'selfsubjectreviews.authentication.k8s.io',
  'subjectaccessreviews.authorization.k8s.io', 'selfsubjectaccessreviews.authorization.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io', 'selfsubjectrulesreviews.authorization.k8s.io', 'events',
  'events.events.k8s.io',
])

const special: Readonly<Record<string, QuotaEvaluator>> = {
  pods: podQuota,
  persistentvolumeclaims: claimQuota,
  services: {
    ...counted('count/services', 'services', 'services.nodeports', 'services.loadbalancers'),
    usage: serviceUsage,
    countsUpdate: (subresource) => subresource === '',
  },
  'resourceclaims.resource.k8s.io': {
    matchingResources: (names) => names.filter((name) =>
      name === 'count/resourceclaims.resource.k8s.io' || name.endsWith('.deviceclass.resource.k8s.io/devices')),
    matchesScope: () => false,
    usage: deviceUsage,
    countsUpdate: (subresource) => subresource === '',
  },
}

/** How a kind counts against quotas; undefined for kinds that never do. */
export function quotaEvaluator(kind: Kind): QuotaEvaluator | undefined {
  const name = kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`
  if (ignored.has(name)) return undefined
  return special[name] ?? counted(objectCountName(kind), ...(plainNames.has(name) ? [name] : []))
}

/** Each object is one of each of these. */
function counted(...names: string[]): QuotaEvaluator {
  const one = Object.fromEntries(names.map((name) => [name, quantityOf(1)]))
  return {
    matchingResources: (of) => of.filter((name) => names.includes(name)),
    matchesScope: () => false,
    usage: () => one,
  }
}

function serviceUsage({ spec }: KubeObject): Amounts {
  const ports: { nodePort?: number }[] = spec?.ports ?? []
  const balanced = spec?.type === 'LoadBalancer'
  const asked = ports.filter(({ nodePort }) => nodePort).length
  const allocated = balanced && spec.allocateLoadBalancerNodePorts === false ? asked : ports.length
  return {
    'count/services': quantityOf(1),
    services: quantityOf(1),
    'services.loadbalancers': quantityOf(balanced ? 1 : 0),
    'services.nodeports': quantityOf(balanced || spec?.type === 'NodePort' ? allocated : 0),
  }
}

/** Of requests with alternatives, the worst case for each class counts. */
function deviceUsage({ spec }: KubeObject): Amounts {
  const requests: any[] = spec?.devices?.requests ?? []
  return requests.map((request): Amounts => {
    const alternatives: any[] = request.firstAvailable ?? []
    if (alternatives.length > 0) return alternatives.map(devicesOf).reduce(maxAmounts, {})
    return request.exactly ? devicesOf(request.exactly) : {}
  }).reduce(addAmounts, { 'count/resourceclaims.resource.k8s.io': quantityOf(1) })
}

function devicesOf({ deviceClassName, allocationMode, count = 0 }: any): Amounts {
  const most = allocationMode === 'All' ? maxDevices : allocationMode === 'ExactCount' ? count : 0
  return { [`${deviceClassName}.deviceclass.resource.k8s.io/devices`]: quantityOf(most) }
}
