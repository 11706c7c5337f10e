import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { FilterPlugin, ScorePlugin } from '../framework.ts'
import { amounts, podRequests } from '../requests.ts'
import type { Amounts } from '../requests.ts'

/** The order in which upstream looks at the resources every node has. */
const first = ['cpu', 'memory', 'ephemeral-storage']

/** What a pod that asks for nothing counts as when nodes are compared; upstream: DefaultMilliCPURequest and …MemoryRequest. */
const assumed: Amounts = { cpu: 100, memory: 200 * 2 ** 20 }

const allocatable = ({ status }: KubeObject): Amounts => amounts(status?.allocatable)

/** A node needs room for what the pod asks. */
export const resourcesFit: FilterPlugin = {
  name: 'NodeResourcesFit',
  filter: (pod, { node, pods, requested }) => {
    const room = allocatable(node)
    const asked = podRequests(pod)
    const names = [...first, ...Object.keys(asked).filter((name) => !first.includes(name))]
    const short = names.filter((name) => (asked[name] ?? 0) > 0 && asked[name]! > (room[name] ?? 0) - (requested[name] ?? 0))
    const tooMany = pods.length + 1 > (room['pods'] ?? 0)
    if (short.length === 0 && !tooMany) return undefined
    return {
      reasons: [...(tooMany ? ['Too many pods'] : []), ...short.map((name) => `Insufficient ${name}`)],
      unresolvable: short.some((name) => asked[name]! > (room[name] ?? 0)),
    }
  },
}

/** Prefers the node with the largest share left free. */
export const leastAllocated: ScorePlugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  score: (pod, { node, pods }) => {
    const room = allocatable(node)
    const shares = Object.keys(assumed).filter((name) => (room[name] ?? 0) > 0).map((name) => {
      const used = [...pods, pod].reduce((sum, one) => sum + (podRequests(one)[name] || assumed[name]!), 0)
      return Math.max(0, (room[name]! - used) / room[name]! * 100)
    })
    return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length
  },
}
