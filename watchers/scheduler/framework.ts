import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Amounts } from './requests.ts'

/** A node and what is on it or about to be. */
export interface NodeInfo {
  node: KubeObject
  pods: readonly KubeObject[]
  requested: Amounts
}

/** Why a node cannot take a pod, in upstream's words. */
export interface Refusal {
  reasons: string[]
  /** Taking pods away from the node would not help. */
  unresolvable: boolean
}

/** Refuses nodes. Pure. */
export interface FilterPlugin {
  name: string
  filter(pod: KubeObject, info: NodeInfo): Refusal | undefined
}

/** Prefers nodes: 0 to 100, more is better. Pure. */
export interface ScorePlugin {
  name: string
  weight: number
  score(pod: KubeObject, info: NodeInfo): number
}

export const unresolvable = (reason: string): Refusal => ({ reasons: [reason], unresolvable: true })
