import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { LabelSelector } from '../../../apimachinery/selectors.ts'
import { selects } from '../../runtime/selects.ts'
import { maxScore, resolvable, unresolvable } from '../framework.ts'
import type { Cluster, FilterPlugin, NodeInfo, ScorePlugin } from '../framework.ts'

/** Upstream: v1.PodAffinityTerm. */
interface Term {
  topologyKey: string
  labelSelector?: LabelSelector
  namespaces?: string[]
  namespaceSelector?: LabelSelector
}
interface Weighted { weight: number; podAffinityTerm: Term }

type Kind = 'podAffinity' | 'podAntiAffinity'

const requiredOf = ({ spec }: KubeObject, kind: Kind): Term[] =>
  spec.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? []
const preferredOf = ({ spec }: KubeObject, kind: Kind): Weighted[] =>
  spec.affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? []

/** Counts by topology key and value. */
class Domains {
  private readonly counts = new Map<string, number>()

  get isEmpty(): boolean {
    return this.counts.size === 0
  }

  add({ metadata }: KubeObject, topologyKey: string, count: number): void {
    const value = metadata.labels?.[topologyKey]
    if (value !== undefined) this.counts.set(`${topologyKey}\n${value}`, this.at(topologyKey, value) + count)
  }

  /** What counts for the node's value of the key; undefined when it has no such label. */
  of({ metadata }: KubeObject, topologyKey: string): number | undefined {
    const value = metadata.labels?.[topologyKey]
    return value === undefined ? undefined : this.at(topologyKey, value)
  }

  /** All counts that are for this node, in one sum. */
  total({ metadata }: KubeObject): number {
    return Object.entries(metadata.labels ?? {}).reduce((sum, [key, value]) => sum + this.at(key, value), 0)
  }

  private at(topologyKey: string, value: string): number {
    return this.counts.get(`${topologyKey}\n${value}`) ?? 0
  }
}

/** Whether `other` is a pod that the term of `owner` speaks of. */
function speaksOf(term: Term, owner: KubeObject, other: KubeObject, { namespaceLabels }: Cluster): boolean {
  const { labelSelector, namespaces = [], namespaceSelector } = term
  const { namespace = '', labels } = other.metadata
  const isDefault = namespaces.length === 0 && namespaceSelector === undefined
  const isThere = isDefault ? namespace === owner.metadata.namespace
    : namespaces.includes(namespace)
      || (namespaceSelector !== undefined && selects(namespaceSelector, namespaceLabels(namespace)))
  return isThere && selects(labelSelector, labels)
}

/**
 * A pod goes only where the pods are that it wants beside it, and not where they are that do not go together with it.
 */
export const podAffinity: FilterPlugin = {
  name: 'InterPodAffinity',
  prepare: (pod, cluster) => {
    const wanted = requiredOf(pod, 'podAffinity')
    const unwanted = requiredOf(pod, 'podAntiAffinity')
    const { near, far, refusing } = countRequired(pod, cluster)
    // The first of a group that wants to be together has nobody to be with.
    const isFirst = near.isEmpty && wanted.every((term) => speaksOf(term, pod, pod, cluster))
    return ({ node }) => {
      const isNear = wanted.every(({ topologyKey }) => {
        const count = near.of(node, topologyKey)
        return count !== undefined && (count > 0 || isFirst)
      })
      if (!isNear) return unresolvable("node(s) didn't match pod affinity rules")
      if (unwanted.some(({ topologyKey }) => (far.of(node, topologyKey) ?? 0) > 0)) {
        return resolvable("node(s) didn't match pod anti-affinity rules")
      }
      return refusing.total(node) > 0
        ? resolvable("node(s) didn't satisfy existing pods anti-affinity rules")
        : undefined
    }
  },
}

/** Where the pods are that this one wants, where those that it does not, and where those that do not want it. */
function countRequired(pod: KubeObject, cluster: Cluster): { near: Domains; far: Domains; refusing: Domains } {
  const wanted = requiredOf(pod, 'podAffinity')
  const unwanted = requiredOf(pod, 'podAntiAffinity')
  const counts = { near: new Domains(), far: new Domains(), refusing: new Domains() }
  for (const { node, pods } of cluster.nodes) {
    for (const other of pods) {
      const isWanted = wanted.length > 0 && wanted.every((term) => speaksOf(term, pod, other, cluster))
      if (isWanted) for (const { topologyKey } of wanted) counts.near.add(node, topologyKey, 1)
      for (const term of unwanted) if (speaksOf(term, pod, other, cluster)) counts.far.add(node, term.topologyKey, 1)
      for (const term of requiredOf(other, 'podAntiAffinity')) {
        if (speaksOf(term, other, pod, cluster)) counts.refusing.add(node, term.topologyKey, 1)
      }
    }
  }
  return counts
}

/** Prefers nodes near pods that this one likes or that like this one, and far from the others. */
export const preferredPodAffinity: ScorePlugin = {
  name: 'InterPodAffinity',
  weight: 2,
  prepare: (pod, cluster) => {
    const likes = new Domains()
    for (const info of cluster.nodes) for (const other of info.pods) countLikes(likes, pod, other, { info, cluster })
    if (likes.isEmpty) return undefined
    return {
      score: ({ node }) => likes.total(node),
      normalize: (scores) => {
        const [least, most] = [Math.min(...scores), Math.max(...scores)]
        return scores.map((score) => (most === least ? 0 : Math.floor(maxScore * (score - least) / (most - least))))
      },
    }
  },
}

interface Place { info: NodeInfo; cluster: Cluster }

function countLikes(likes: Domains, pod: KubeObject, other: KubeObject, { info: { node }, cluster }: Place): void {
  const count = (owner: KubeObject, about: KubeObject, { podAffinityTerm: term, weight }: Weighted, sign: number) => {
    if (speaksOf(term, owner, about, cluster)) likes.add(node, term.topologyKey, sign * weight)
  }
  for (const [owner, about] of [[pod, other], [other, pod]] as const) {
    for (const term of preferredOf(owner, 'podAffinity')) count(owner, about, term, 1)
    for (const term of preferredOf(owner, 'podAntiAffinity')) count(owner, about, term, -1)
  }
  // What must be near the pods that are there counts a little for those yet to come; upstream: hardPodAffinityWeight.
  for (const podAffinityTerm of requiredOf(other, 'podAffinity')) count(other, pod, { podAffinityTerm, weight: 1 }, 1)
}
