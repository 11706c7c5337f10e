import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { isConflict, isNotFound } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { isPodTerminal } from '../runtime/pods.ts'
import { resources } from '../runtime/resources.ts'
import { selects } from '../runtime/selects.ts'
import { keyOf } from '../runtime/store.ts'
import { byNode, byNomination, clusterFor, nodeIndex, nominationIndex } from './cluster.ts'
import type { Assumed, ClusterListers } from './cluster.ts'
import { createSchedulerCommit } from './commit.ts'
import type { Cluster, NodeInfo, Refusal } from './framework.ts'
import { planPlacement } from './plan.ts'
import { planPreemption } from './preemption.ts'
import { createSchedulingQueue } from './queue.ts'
import type { SchedulingQueue } from './queue.ts'
import { refusalMessage } from './refusal-message.ts'
import { podRequests } from './requests.ts'

const schedulerName = 'default-scheduler'
/** So many bindings may be under way at once. */
const maxBindings = 16

/** Places pods on nodes, one after the other; what does not fit is tried again when the cluster has changed. */
export function scheduler({ client, informers, log, clock, signal, actionRecorder }: ControllerContext): Controller {
  const commit = createSchedulerCommit(client, clock, actionRecorder(schedulerName))
  const queue = createSchedulingQueue(clock)
  const assumed = new Map<string, Assumed>()
  const listers = wire({ informers, queue, assumed })

  const bind = async (pod: KubeObject, node: string): Promise<void> => {
    try {
      await commit.bind(pod, node)
    } catch (error) {
      assumed.delete(keyOf(pod))
      // Gone, or placed by someone else: the informer will say so.
      if (signal.aborted || isNotFound(error) || isConflict(error)) return queue.failed(pod)
      queue.failed(pod)
      await commit.refuse(pod, {
        reason: 'SchedulerError', message: `running Bind plugin "DefaultBinder": ${(error as Error).message}`,
      })
    }
  }

  /** Says why the pod is not placed, and clears a node for it where less important pods can give way. */
  const refuse = async (pod: KubeObject, cluster: Cluster, refusals: ReadonlyMap<NodeInfo, Refusal>): Promise<void> => {
    const preemption = planPreemption(pod, cluster, refusals)
    queue.unschedulable(pod)
    if ('node' in preemption) {
      const message = refusalMessage(refusals.values())
      await commit.refuse(pod, { reason: 'Unschedulable', message, nominatedNode: preemption.node })
      for (const victim of preemption.victims) await commit.evict(victim, pod, preemption.node)
      return
    }
    await commit.refuse(pod, {
      reason: 'Unschedulable', message: refusalMessage(refusals.values(), preemption.message),
    })
  }

  const place = async (pod: KubeObject, bindings: Set<Promise<void>>): Promise<void> => {
    const cluster = clusterFor(pod, listers, assumed.values())
    const placement = planPlacement(pod, cluster)
    if (!('node' in placement)) return await refuse(pod, cluster, placement.refusals)
    assumed.set(keyOf(pod), { pod, node: placement.node })
    const binding = bind(pod, placement.node)
      .catch((error: unknown) => log.warn('cannot say why a pod was not bound', { pod: keyOf(pod), error }))
      .finally(() => bindings.delete(binding))
    bindings.add(binding)
    if (bindings.size >= maxBindings) await Promise.race(bindings)
  }

  const run = async (): Promise<void> => {
    const close = () => queue.close()
    signal.addEventListener('abort', close)
    if (signal.aborted) close()
    const bindings = new Set<Promise<void>>()
    for (let pod = await queue.next(); pod !== undefined; pod = await queue.next()) {
      try {
        await place(pod, bindings)
      } catch (error) {
        queue.failed(pod)
        if (!signal.aborted) log.warn(`${schedulerName} failed and will try again`, { pod: keyOf(pod), error })
      }
    }
    await Promise.all(bindings)
    signal.removeEventListener('abort', close)
  }
  return { run }
}

interface Wires extends Pick<ControllerContext, 'informers'> {
  queue: SchedulingQueue
  assumed: Map<string, Assumed>
}

/** What wakes the scheduler. */
function wire({ informers, queue, assumed }: Wires): ClusterListers {
  const pods = informers.for(resources.pods)
  const nodes = informers.for(resources.nodes)
  const services = informers.for(resources.services)
  pods.addIndex(nodeIndex, byNode)
  pods.addIndex(nominationIndex, byNomination)
  services.addIndex('namespace', ({ metadata }) => [metadata.namespace ?? ''])

  const settled = (pod: KubeObject) => {
    queue.remove(pod)
    assumed.delete(keyOf(pod))
  }
  pods.subscribe({
    added: (pod) => {
      if (isPending(pod)) queue.add(pod)
      else if (pod['spec'].nodeName) queue.clusterChanged((waiting) => caresFor(waiting, pod))
    },
    updated: (old, pod) => {
      if (!isPending(pod)) settled(pod)
      // Our own condition is a change of status: only a changed spec or labels can make a pod fit.
      else if (!isPending(old) || wishes(old) !== wishes(pod)) queue.add(pod)
      else queue.refresh(pod)
      if (isPodTerminal(pod) && !isPodTerminal(old)) return queue.clusterChanged()
      if (!pod['spec'].nodeName) return
      if (!old['spec'].nodeName || labels(old) !== labels(pod)) {
        queue.clusterChanged((waiting) => caresFor(waiting, pod) || caresFor(waiting, old))
      } else if (!isDeepStrictEqual(podRequests(old), podRequests(pod))) queue.clusterChanged()
    },
    deleted: (pod) => {
      settled(pod)
      if (pod['spec'].nodeName || pod['status']?.nominatedNodeName) queue.clusterChanged()
    },
  })
  nodes.subscribe({
    added: () => queue.clusterChanged(),
    updated: (old, node) => { if (offers(old) !== offers(node)) queue.clusterChanged() },
    deleted: () => queue.clusterChanged(isSpread),
  })
  return {
    pods: pods.lister,
    nodes: nodes.lister,
    services: services.lister,
    namespaces: informers.for(resources.namespaces).lister,
    replicaSets: informers.for(resources.replicaSets).lister,
  }
}

/** Whether the pod is for this scheduler to place. */
function isPending(pod: KubeObject): boolean {
  const { spec, metadata } = pod
  return !spec.nodeName && (spec.schedulerName ?? schedulerName) === schedulerName
    && metadata.deletionTimestamp === undefined
    && !isPodTerminal(pod) && (spec.schedulingGates ?? []).length === 0
}

/** Whether the coming of another pod, or a change of its labels, can make a place for one that waits. */
function caresFor(waiting: KubeObject, { metadata }: KubeObject): boolean {
  const { podAffinity, podAntiAffinity } = waiting['spec'].affinity ?? {}
  const terms: any[] = [podAffinity, podAntiAffinity]
    .flatMap((affinity) => affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
  const isNear = metadata.namespace === waiting.metadata.namespace
  const spread: any[] = isNear ? waiting['spec'].topologySpreadConstraints ?? [] : []
  return [...terms, ...spread].some(({ labelSelector }) => selects(labelSelector, metadata.labels))
}

/** Whether there being fewer nodes can make a place for the pod. */
function isSpread({ spec }: KubeObject): boolean {
  return (spec.topologySpreadConstraints ?? []).length > 0
}

const labels = ({ metadata }: KubeObject): string => JSON.stringify(metadata.labels)
const wishes = ({ metadata, spec }: KubeObject): string => JSON.stringify([metadata.labels, spec])

/** What of a node can make it take a pod; heartbeats cannot. */
function offers({ metadata, spec, status }: KubeObject): string {
  return JSON.stringify([metadata.labels, spec?.unschedulable, spec?.taints, status?.allocatable])
}
