import type { KubeObject } from '../../apimachinery/meta.ts'

/** Amounts by resource name: processor in thousandths, the rest in whole units. */
export type Amounts = Record<string, number>

const factors: Record<string, number> = {
  '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
}

/** A quantity as a number; what is no quantity counts as nothing, for the API server lets none through. */
export function amount(quantity: string | number): number {
  const match = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(String(quantity))
  return match === null ? 0 : Number(match[1]) * (factors[match[2]!] ?? 0)
}

/** Amounts out of a resource list. */
export function amounts(list: Record<string, string | number> = {}): Amounts {
  return Object.fromEntries(Object.entries(list).map(([name, quantity]) =>
    [name, Math.ceil(name === 'cpu' ? round(amount(quantity) * 1000) : round(amount(quantity)))]))
}

/** Decimal fractions are not exact in binary: 0.1 must not be rounded up to 101 thousandths. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
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
  const of = (container: any) => amounts(container.resources?.requests)
  let running: Amounts = (spec.containers ?? []).map(of).reduce(plus, {})
  let sidecars: Amounts = {}
  let starting: Amounts = {}
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') sidecars = plus(sidecars, of(container))
    starting = most(starting, container.restartPolicy === 'Always' ? sidecars : plus(sidecars, of(container)))
  }
  running = most(plus(running, sidecars), starting)
  return plus({ ...running, ...amounts(spec.resources?.requests) }, amounts(spec.overhead))
}
