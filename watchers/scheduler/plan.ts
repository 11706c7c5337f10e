import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Cluster, Filter, FilterPlugin, NodeInfo, Refusal, ScorePlugin } from './framework.ts'
import { filters as allFilters, scores as allScores } from './plugins.ts'

/** Where a pod goes, or why no node takes it. */
export type Placement = { node: string } | { refusals: ReadonlyMap<NodeInfo, Refusal> }

export interface Profile {
  filters: readonly FilterPlugin[]
  scores: readonly ScorePlugin[]
}

const defaultProfile: Profile = { filters: allFilters, scores: allScores }

/** Chooses the best node that takes the pod; of equals the one with the fewest pods, then the first by name. */
export function planPlacement(pod: KubeObject, cluster: Cluster, profile: Profile = defaultProfile): Placement {
  const filter = prepareFilters(pod, cluster, profile)
  const refusals = new Map<NodeInfo, Refusal>()
  for (const info of cluster.nodes) {
    const refusal = filter(info)
    if (refusal !== undefined) refusals.set(info, refusal)
  }
  const fitting = cluster.nodes.filter((info) => !refusals.has(info))
  const [only] = fitting
  if (only === undefined) return { refusals }
  if (fitting.length === 1) return { node: only.node.metadata.name! }
  const scores = totalScores(pod, cluster, fitting, profile)
  const [best] = [...fitting].sort((a, b) =>
    scores.get(b)! - scores.get(a)! || a.pods.length - b.pods.length || compareNames(a, b))
  return { node: best!.node.metadata.name! }
}

/** All filters as one: the first that refuses a node gives the reason. */
export function prepareFilters(pod: KubeObject, cluster: Cluster, { filters }: Profile = defaultProfile): Filter {
  const prepared = filters.map((plugin) => plugin.prepare(pod, cluster)).filter((filter) => filter !== undefined)
  return (info) => {
    for (const filter of prepared) {
      const refusal = filter(info)
      if (refusal !== undefined) return refusal
    }
    return undefined
  }
}

function totalScores(
  pod: KubeObject, cluster: Cluster, fitting: readonly NodeInfo[], { scores }: Profile,
): Map<NodeInfo, number> {
  const totals = new Map(fitting.map((info) => [info, 0]))
  for (const { weight, prepare } of scores) {
    const scorer = prepare(pod, cluster, fitting)
    if (scorer === undefined) continue
    const raw = fitting.map((info) => scorer.score(info))
    const normal = scorer.normalize?.(raw) ?? raw
    fitting.forEach((info, at) => totals.set(info, totals.get(info)! + weight * Math.floor(normal[at]!)))
  }
  return totals
}

function compareNames(a: NodeInfo, b: NodeInfo): number {
  return a.node.metadata.name! < b.node.metadata.name! ? -1 : 1
}
