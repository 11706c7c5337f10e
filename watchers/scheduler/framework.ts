import type { KubeObject } from '../../apimachinery/meta.ts'
import type { LabelSelector } from '../../apimachinery/selectors.ts'
import type { Amounts } from './requests.ts'

/** A node and what is on it or about to be. */
export interface NodeInfo {
  node: KubeObject
  pods: readonly KubeObject[]
  requested: Amounts
}

/** All that a placement may depend on, as it is at one moment. */
export interface Cluster {
  nodes: readonly NodeInfo[]
  /** The labels of a namespace; undefined where it is not known. */
  namespaceLabels(name: string): Record<string, string> | undefined
  /** The selectors of what the pod is one of: its services and its ReplicaSet. */
  selectorsOf(pod: KubeObject): LabelSelector[]
}

/** Why a node cannot take a pod, in upstream's words. */
export interface Refusal {
  reasons: string[]
  /** Taking pods away from the node would not help. */
  unresolvable: boolean
}

/** Says of each node whether it refuses the pod that the filter was prepared for. */
export type Filter = (info: NodeInfo) => Refusal | undefined

/** Refuses nodes. Pure: what it knows of the cluster it works out once, in `prepare`. */
export interface FilterPlugin {
  name: string
  /** Undefined when the pod has no wish of this kind. */
  prepare(pod: KubeObject, cluster: Cluster): Filter | undefined
}

/** Scores of one pod: any numbers, brought to 0 to 100 by `normalize`. */
export interface Scorer {
  score(info: NodeInfo): number
  /** Sees the scores of all nodes in question, and hands back as many. */
  normalize?(scores: readonly number[]): number[]
}

/** Prefers nodes: 0 to 100, more is better. Pure. */
export interface ScorePlugin {
  name: string
  weight: number
  /** `fitting` are the nodes in question. Undefined when the pod has no wish of this kind. */
  prepare(pod: KubeObject, cluster: Cluster, fitting: readonly NodeInfo[]): Scorer | undefined
}

/** The best score of a node. */
export const maxScore = 100

export const unresolvable = (reason: string): Refusal => ({ reasons: [reason], unresolvable: true })
export const resolvable = (reason: string): Refusal => ({ reasons: [reason], unresolvable: false })

/** The largest becomes 100, the others keep their proportion. Upstream: DefaultNormalizeScore. */
export function proportional(scores: readonly number[]): number[] {
  const largest = Math.max(0, ...scores)
  return scores.map((score) => (largest === 0 ? score : Math.floor(maxScore * score / largest)))
}

/** Like `proportional`, where less is better. */
export function inverse(scores: readonly number[]): number[] {
  return proportional(scores).map((score) => maxScore - score)
}
