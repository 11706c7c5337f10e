import type { KubeObject } from '../../apimachinery/meta.ts'
import { conditionOf } from '../runtime/pods.ts'
import { nodeInfo, priorityOf } from './cluster.ts'
import { unresolvable } from './framework.ts'
import type { Cluster, NodeInfo, Refusal } from './framework.ts'
import { prepareFilters } from './plan.ts'
import { countReasons } from './refusal-message.ts'

/** The node to be cleared for a pod and the pods that give way, or why there is none. */
export type Preemption = { node: string; victims: KubeObject[] } | { message: string }

interface Candidate {
  info: NodeInfo
  /** The most important first. */
  victims: KubeObject[]
}

/**
 * Which less important pods give way to one that no node takes.
 * Upstream: preemption.Evaluator and DefaultPreemption.
 */
export function planPreemption(
  pod: KubeObject, cluster: Cluster, refusals: ReadonlyMap<NodeInfo, Refusal>,
): Preemption {
  const ineligible = ineligibility(pod, refusals)
  if (ineligible !== undefined) return { message: ineligible }
  const verdicts: Refusal[] = []
  const candidates: Candidate[] = []
  for (const [info, refusal] of refusals) {
    const verdict = refusal.unresolvable
      ? unresolvable('Preemption is not helpful for scheduling')
      : victimsOn(info, pod, cluster)
    if ('victims' in verdict) candidates.push(verdict)
    else verdicts.push(verdict)
  }
  const [best] = candidates.sort(compareCandidates)
  if (best === undefined) return { message: countReasons(verdicts) }
  return { node: best.info.node.metadata.name!, victims: best.victims }
}

function ineligibility(pod: KubeObject, refusals: ReadonlyMap<NodeInfo, Refusal>): string | undefined {
  if (pod['spec'].preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.'
  const nominated = pod['status']?.nominatedNodeName
  const [info, refusal] = [...refusals].find(([{ node }]) => node.metadata.name === nominated) ?? []
  if (info === undefined || refusal?.unresolvable) return undefined
  const isClearing = info.pods.some((one) => priorityOf(one) < priorityOf(pod) && isLeavingByPreemption(one))
  return isClearing ? 'not eligible due to a terminating pod on the nominated node.' : undefined
}

function isLeavingByPreemption(pod: KubeObject): boolean {
  const disruption = conditionOf(pod, 'DisruptionTarget')
  return pod.metadata.deletionTimestamp !== undefined && disruption?.status === 'True'
    && disruption.reason === 'PreemptionByScheduler'
}

/** The fewest and least important pods without which the node takes the pod. */
function victimsOn(info: NodeInfo, pod: KubeObject, cluster: Cluster): Candidate | Refusal {
  const possible = info.pods.filter((one) => priorityOf(one) < priorityOf(pod)).sort(byImportance)
  if (possible.length === 0) return unresolvable('No preemption victims found for incoming pod')
  let kept = info.pods.filter((one) => !possible.includes(one))
  const refusalWith = (pods: readonly KubeObject[]): Refusal | undefined => {
    const changed = nodeInfo(info.node, pods)
    const nodes = cluster.nodes.map((one) => (one === info ? changed : one))
    return prepareFilters(pod, { ...cluster, nodes })(changed)
  }
  const refusal = refusalWith(kept)
  if (refusal !== undefined) return refusal
  const victims: KubeObject[] = []
  for (const one of possible) {
    if (refusalWith([...kept, one]) === undefined) kept = [...kept, one]
    else victims.push(one)
  }
  return { info, victims }
}

/** The more important first: by priority, then whoever has run longer. Upstream: MoreImportantPod. */
function byImportance(a: KubeObject, b: KubeObject): number {
  return priorityOf(b) - priorityOf(a) || compareTimes(startOf(a), startOf(b))
}

/**
 * Where the least important pods suffer, then the fewest, then those that started last.
 * Upstream: pickOneNodeForPreemption.
 */
function compareCandidates(a: Candidate, b: Candidate): number {
  const highest = ({ victims }: Candidate) => (victims[0] === undefined ? -Infinity : priorityOf(victims[0]))
  const sum = ({ victims }: Candidate) => victims.reduce((total, one) => total + priorityOf(one) + 2 ** 31, 0)
  return highest(a) - highest(b)
    || sum(a) - sum(b)
    || a.victims.length - b.victims.length
    || compareTimes(earliestStart(b), earliestStart(a))
    || compareTimes(a.info.node.metadata.name!, b.info.node.metadata.name!)
}

/** When the first of the most important victims started. */
function earliestStart({ victims: [first, ...others] }: Candidate): string {
  if (first === undefined) return ''
  const same = others.filter((one) => priorityOf(one) === priorityOf(first))
  return [first, ...same].map(startOf).sort()[0]!
}

function startOf({ status, metadata }: KubeObject): string {
  return status?.startTime ?? metadata.creationTimestamp ?? ''
}

function compareTimes(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
