import type { KubeObject } from '../../apimachinery/meta.ts'
import { parseQuantity } from '../../apimachinery/quantity.ts'

/** Amounts by resource name: processor in thousandths, the rest in whole units. */
export type Amounts = Record<string, number>

/** Amounts out of a resource list; what is no quantity counts as nothing, for the API server lets none through. */
export function amounts(list: Record<string, string | number> = {}): Amounts {
  return Object.fromEntries(Object.entries(list).map(([name, text]) => {
    const quantity = parseQuantity(text)
    return [name, Number((name === 'cpu' ? quantity?.milliValue() : quantity?.value()) ?? 0)]
  }))
}

export function plus(a: Amounts, b: Amounts): Amounts {
  const sum = { ...a }
  for (const [name, value] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + value
  return sum
}

function most(a: Amounts, b: Amounts): Amounts {
  const larger = { ...a }
  for (const [name, value] of Object.entries(b)) larger[name] = Math.max(larger[name] ?? 0, value)
  return larger
}

const known = new WeakMap<KubeObject, Amounts>()

/** What a pod asks of its node. Upstream: resource.PodRequests. */
export function podRequests(pod: KubeObject): Amounts {
  const found = known.get(pod) ?? computeRequests(pod)
  known.set(pod, found)
  return found
}

function computeRequests({ spec }: KubeObject): Amounts {
  return withPodLevel(spec, (container) => amounts(container.resources?.requests))
}

/**
 * What a container that asks for nothing counts as when nodes are compared; upstream:
 * DefaultMilliCPURequest and …MemoryRequest.
 */
const assumed: Amounts = { cpu: 100, memory: 200 * 2 ** 20 }
const knownAssumed = new WeakMap<KubeObject, Amounts>()

/** What the pod asks, where a container that asks for no processor or memory counts as if it asked for a little. */
export function assumedRequests(pod: KubeObject): Amounts {
  const found = knownAssumed.get(pod)
    ?? withPodLevel(pod['spec'], (container) => ({ ...assumed, ...amounts(container.resources?.requests) }))
  knownAssumed.set(pod, found)
  return found
}

/** Containers run side by side; init containers one after the other, beside the sidecars started before them. */
function withPodLevel(spec: any, of: (container: any) => Amounts): Amounts {
  const containers: Amounts = (spec.containers ?? []).map(of).reduce(plus, {})
  let sidecars: Amounts = {}
  let starting: Amounts = {}
  for (const container of spec.initContainers ?? []) {
    const isSidecar = container.restartPolicy === 'Always'
    if (isSidecar) sidecars = plus(sidecars, of(container))
    starting = most(starting, isSidecar ? sidecars : plus(sidecars, of(container)))
  }
  const running = most(plus(containers, sidecars), starting)
  return plus({ ...running, ...amounts(spec.resources?.requests) }, amounts(spec.overhead))
}
