import type { KubeObject } from '../../apimachinery/meta.ts'
import type { FilterPlugin, NodeInfo, Refusal, ScorePlugin } from './framework.ts'
import { filters as allFilters, scores as allScores } from './plugins.ts'

/** Where a pod goes, or why nowhere. */
export type Placement = { node: string } | { message: string }

export interface Profile {
  filters: readonly FilterPlugin[]
  scores: readonly ScorePlugin[]
}

const defaultProfile: Profile = { filters: allFilters, scores: allScores }

/** Chooses the best node that takes the pod; of equals the one with the fewest pods, then the first by name. */
export function planPlacement(pod: KubeObject, nodes: readonly NodeInfo[], profile: Profile = defaultProfile): Placement {
  if (nodes.length === 0) return { message: 'no nodes available to schedule pods' }
  const refusals: Refusal[] = []
  const fitting: NodeInfo[] = []
  for (const info of nodes) {
    const refusal = firstRefusal(pod, info, profile)
    if (refusal === undefined) fitting.push(info)
    else refusals.push(refusal)
  }
  if (fitting.length === 0) return { message: refusalMessage(refusals) }
  const ranked = fitting.map((info) => ({ info, score: totalScore(pod, info, profile) }))
    .sort((a, b) => b.score - a.score || a.info.pods.length - b.info.pods.length || compareNames(a.info, b.info))
  return { node: ranked[0]!.info.node.metadata.name! }
}

function firstRefusal(pod: KubeObject, info: NodeInfo, { filters }: Profile): Refusal | undefined {
  for (const { filter } of filters) {
    const refusal = filter(pod, info)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function totalScore(pod: KubeObject, info: NodeInfo, { scores }: Profile): number {
  return scores.reduce((sum, { weight, score }) => sum + weight * Math.floor(score(pod, info)), 0)
}

function compareNames(a: NodeInfo, b: NodeInfo): number {
  return a.node.metadata.name! < b.node.metadata.name! ? -1 : 1
}

/** Upstream: FitError.Error, with what preemption adds: nothing is preempted here, and its two verdicts are told apart. */
export function refusalMessage(refusals: readonly Refusal[]): string {
  const head = `0/${refusals.length} nodes are available: `
  const preemption = refusals.map(({ unresolvable }) =>
    unresolvable ? 'Preemption is not helpful for scheduling' : 'No preemption victims found for incoming pod')
  return `${head}${histogram(refusals.flatMap(({ reasons }) => reasons))}. `
    + `no new claims to deallocate, preemption: ${head}${histogram(preemption)}.`
}

function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort().join(', ')
}
