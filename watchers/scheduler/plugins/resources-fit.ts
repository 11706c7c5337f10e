import type { KubeObject } from '../../../apimachinery/meta.ts'
import { maxScore } from '../framework.ts'
import type { FilterPlugin, NodeInfo, Refusal, ScorePlugin } from '../framework.ts'
import { amounts, assumedRequests, podRequests } from '../requests.ts'
import type { Amounts } from '../requests.ts'

/** The order in which upstream looks at the resources every node has. */
const first = ['cpu', 'memory', 'ephemeral-storage']

/** By what nodes are compared. */
const compared = ['cpu', 'memory']

const allocatable = ({ status }: KubeObject): Amounts => amounts(status?.allocatable)

/** A node needs room for what the pod asks. */
export const resourcesFit: FilterPlugin = {
  name: 'NodeResourcesFit',
  prepare: (pod) => {
    const asked = podRequests(pod)
    const names = [...first, ...Object.keys(asked).filter((name) => !first.includes(name))]
      .filter((name) => (asked[name] ?? 0) > 0)
    return (info) => refuse(info, asked, names)
  },
}

function refuse({ node, pods, requested }: NodeInfo, asked: Amounts, names: readonly string[]): Refusal | undefined {
  const room = allocatable(node)
  const short = names.filter((name) => asked[name]! > (room[name] ?? 0) - (requested[name] ?? 0))
  const isFull = pods.length + 1 > (room['pods'] ?? 0)
  if (short.length === 0 && !isFull) return undefined
  return {
    reasons: [...(isFull ? ['Too many pods'] : []), ...short.map((name) => `Insufficient ${name}`)],
    unresolvable: short.some((name) => asked[name]! > (room[name] ?? 0)),
  }
}

/** Prefers the node with the largest share left free. */
export const leastAllocated: ScorePlugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  prepare: (pod) => ({
    score: ({ node, pods }) => {
      const room = allocatable(node)
      const all = [...pods, pod].map(assumedRequests)
      return mean(compared.filter((name) => (room[name] ?? 0) > 0).map((name) => {
        const used = all.reduce((sum, one) => sum + (one[name] ?? 0), 0)
        return Math.floor(Math.max(0, room[name]! - used) * maxScore / room[name]!)
      }))
    },
  }),
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length)
}

/** Prefers the node whose processor and memory become the more evenly used. Upstream: balancedResourceScorer. */
export const balancedAllocation: ScorePlugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  prepare: (pod) => {
    const asked = podRequests(pod)
    if (compared.every((name) => !asked[name])) return undefined
    return {
      score: ({ node, requested }) => {
        const room = allocatable(node)
        const before = balance(requested, {}, room)
        return Math.trunc(maxScore / 2 + Math.trunc((maxScore / 2 + balance(requested, asked, room) - before) / 2))
      },
    }
  },
}

/** 100 when both are used to the same share, 50 when one is used up and the other not at all. */
function balance(requested: Amounts, more: Amounts, room: Amounts): number {
  const shares = compared.filter((name) => (room[name] ?? 0) > 0)
    .map((name) => Math.min(1, ((requested[name] ?? 0) + (more[name] ?? 0)) / room[name]!))
  const [one, other] = shares
  const deviation = one === undefined || other === undefined ? 0 : Math.abs(one - other) / 2
  return Math.floor((1 - deviation) * maxScore)
}
