import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { LabelSelector } from '../../../apimachinery/selectors.ts'
import { selects } from '../../runtime/selects.ts'
import { maxScore, resolvable, unresolvable } from '../framework.ts'
import type { Cluster, FilterPlugin, NodeInfo, Scorer, ScorePlugin } from '../framework.ts'
import { matchesRequiredAffinity } from './node-affinity.ts'
import { isKeptAway } from './taint-toleration.ts'

const hostname = 'kubernetes.io/hostname'
const mismatch = "node(s) didn't match pod topology spread constraints"

/**
 * How evenly the pods that match are to be spread over the values of a node label.
 * Upstream: v1.TopologySpreadConstraint.
 */
interface Constraint {
  topologyKey: string
  maxSkew: number
  minDomains: number
  matches(pod: KubeObject): boolean
  /** Whether the node counts at all. */
  includes(node: KubeObject): boolean
}

/** What every pod of a service or a ReplicaSet is spread by; upstream: systemDefaultConstraints. */
const defaults = [
  { topologyKey: hostname, maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
]

/** Constraints that must hold. */
export const podTopologySpread: FilterPlugin = {
  name: 'PodTopologySpread',
  prepare: (pod, { nodes }) => {
    const constraints = constraintsOf(pod, 'DoNotSchedule')
    if (constraints.length === 0) return undefined
    const counted = nodes.filter(({ node }) => hasLabels(node, constraints))
    const counts = constraints.map((constraint) => countDomains(pod, constraint, counted))
    return ({ node }) => {
      for (const [at, { topologyKey, maxSkew, minDomains, matches }] of constraints.entries()) {
        const value = node.metadata.labels?.[topologyKey]
        if (value === undefined) return unresolvable(`${mismatch} (missing required label)`)
        const domains = counts[at]!
        const least = domains.size < minDomains ? 0 : Math.min(...domains.values())
        if ((domains.get(value) ?? 0) + (matches(pod) ? 1 : 0) - least > maxSkew) return resolvable(mismatch)
      }
      return undefined
    }
  },
}

/** Constraints that should hold; without any of its own, a pod is spread with its like over hosts and zones. */
export const preferredTopologySpread: ScorePlugin = {
  name: 'PodTopologySpread',
  weight: 2,
  prepare: (pod, cluster, fitting) => {
    const own = (pod['spec'].topologySpreadConstraints ?? []).length > 0
    const constraints = own ? constraintsOf(pod, 'ScheduleAnyway') : defaultConstraints(pod, cluster)
    return constraints.length === 0
      ? undefined
      : spreadScorer({ pod, cluster, fitting, constraints, needsAllLabels: own })
  },
}

interface Spread {
  pod: KubeObject
  cluster: Cluster
  fitting: readonly NodeInfo[]
  constraints: readonly Constraint[]
  /** Whether nodes without one of the labels are left out. */
  needsAllLabels: boolean
}

function spreadScorer({ pod, cluster, fitting, constraints, needsAllLabels }: Spread): Scorer {
  const isIgnored = ({ node }: NodeInfo) => needsAllLabels && !hasLabels(node, constraints)
  const scored = fitting.filter((info) => !isIgnored(info))
  const counted = cluster.nodes.filter((info) => !isIgnored(info))
  const parts = constraints.map((constraint) => {
    const values = new Set(scored.map(({ node }) => node.metadata.labels?.[constraint.topologyKey]))
    const size = constraint.topologyKey === hostname ? scored.length : values.size
    return { constraint, counts: countDomains(pod, constraint, counted), weight: Math.log(size + 2) }
  })
  const score = (info: NodeInfo): number => Math.round(parts.reduce((sum, { constraint, counts, weight }) => {
    const value = info.node.metadata.labels?.[constraint.topologyKey]
    if (value === undefined) return sum
    const count = constraint.topologyKey === hostname ? countOn(info, pod, constraint) : counts.get(value) ?? 0
    return sum + count * weight + constraint.maxSkew - 1
  }, 0))
  const normalize = (scores: readonly number[]): number[] => {
    const valid = scores.filter((value) => value >= 0)
    const [least, most] = [Math.min(...valid), Math.max(0, ...valid)]
    return scores.map((value) => {
      if (value < 0) return 0
      return most === 0 ? maxScore : Math.floor(maxScore * (most + least - value) / most)
    })
  }
  return { score: (info) => (isIgnored(info) ? -1 : score(info)), normalize }
}

function constraintsOf(pod: KubeObject, whenUnsatisfiable: string): Constraint[] {
  const all: any[] = pod['spec'].topologySpreadConstraints ?? []
  return all.filter((one) => one.whenUnsatisfiable === whenUnsatisfiable).map((one) => {
    const selector = withLabelKeys(one.labelSelector, one.matchLabelKeys, pod)
    return {
      topologyKey: one.topologyKey,
      maxSkew: one.maxSkew,
      minDomains: one.minDomains ?? 1,
      matches: ({ metadata }) => selects(selector, metadata.labels),
      includes: (node) => (one.nodeAffinityPolicy === 'Ignore' || matchesRequiredAffinity(pod, node))
        && (one.nodeTaintsPolicy !== 'Honor' || !isKeptAway(pod, node)),
    }
  })
}

function defaultConstraints(pod: KubeObject, cluster: Cluster): Constraint[] {
  const selectors = cluster.selectorsOf(pod)
  if (selectors.length === 0) return []
  return defaults.map((one) => ({
    ...one,
    minDomains: 1,
    matches: ({ metadata }) => selectors.every((selector) => selects(selector, metadata.labels)),
    includes: (node) => matchesRequiredAffinity(pod, node),
  }))
}

/** The selector, and of the pod's own labels those that it names. */
function withLabelKeys(
  selector: LabelSelector | undefined,
  keys: readonly string[] = [],
  { metadata }: KubeObject,
): LabelSelector | undefined {
  const own = keys.flatMap(
    (key) => (metadata.labels?.[key] === undefined ? [] : [[key, metadata.labels[key]] as const]),
  )
  if (selector === undefined || own.length === 0) return selector
  return { ...selector, matchLabels: { ...selector.matchLabels, ...Object.fromEntries(own) } }
}

function hasLabels(node: KubeObject, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ topologyKey }) => node.metadata.labels?.[topologyKey] !== undefined)
}

/** How many pods match in each domain: each value of the label. */
function countDomains(pod: KubeObject, constraint: Constraint, nodes: readonly NodeInfo[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const info of nodes) {
    const value = info.node.metadata.labels?.[constraint.topologyKey]
    if (value === undefined || !constraint.includes(info.node)) continue
    counts.set(value, (counts.get(value) ?? 0) + countOn(info, pod, constraint))
  }
  return counts
}

function countOn({ pods }: NodeInfo, { metadata }: KubeObject, { matches }: Constraint): number {
  return pods.filter((one) =>
    one.metadata.deletionTimestamp === undefined && one.metadata.namespace === metadata.namespace
      && matches(one)).length
}
