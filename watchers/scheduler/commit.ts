import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../runtime/api-client.ts'
import type { Clock } from '../runtime/clock.ts'
import { unlessGone } from '../runtime/controller.ts'
import type { ActionRecorder } from '../runtime/event-series.ts'
import { conditionOf } from '../runtime/pods.ts'
import { inNamespace, resources } from '../runtime/resources.ts'

/** Why a pod is not placed: `Unschedulable` where no node takes it, `SchedulerError` where placing it failed. */
export interface Failure {
  reason: 'Unschedulable' | 'SchedulerError'
  message: string
  /** The node to be cleared for the pod; '' for none any more. */
  nominatedNode?: string
}

/** What the scheduler writes. */
export interface SchedulerCommit {
  bind(pod: KubeObject, node: string): Promise<void>
  refuse(pod: KubeObject, failure: Failure): Promise<void>
  /** Lets a pod give way to another. */
  evict(victim: KubeObject, preemptor: KubeObject, node: string): Promise<void>
}

export function createSchedulerCommit(client: ApiClient, clock: Clock, record: ActionRecorder): SchedulerCommit {
  const podsOf = ({ metadata }: KubeObject) => inNamespace(resources.pods, metadata.namespace)
  const patchStatus = (pod: KubeObject, status: unknown) =>
    unlessGone(client.patch(podsOf(pod), pod.metadata.name!, { metadata: { uid: pod.metadata.uid }, status }, 'strategic', { subresource: 'status' }))

  /** The condition as it is to be written; undefined where it says so already. */
  const changed = (pod: KubeObject, next: { type: string; status: string; reason: string; message: string }): any => {
    const known = conditionOf(pod, next.type)
    const isSame = known?.status === next.status && known.reason === next.reason && known.message === next.message
    if (isSame && known.observedGeneration === pod.metadata.generation) return undefined
    const lastTransitionTime = known?.status === next.status ? known.lastTransitionTime : formatTime(new Date(clock.now()))
    return { ...next, observedGeneration: pod.metadata.generation, lastProbeTime: null, lastTransitionTime }
  }

  return {
    bind: async (pod, node) => {
      const { name, namespace, uid } = pod.metadata
      const metadata = { name: name!, namespace: namespace!, uid: uid! }
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata, target: { kind: 'Node', name: node } }
      await client.create(podsOf(pod), binding, name, 'binding')
      record(pod, { type: 'Normal', reason: 'Scheduled', action: 'Binding', note: `Successfully assigned ${namespace}/${name} to ${node}` })
    },

    refuse: async (pod, { reason, message, nominatedNode }) => {
      record(pod, { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', note: message })
      const condition = changed(pod, { type: 'PodScheduled', status: 'False', reason, message })
      const isNominated = nominatedNode === undefined || nominatedNode === (pod['status']?.nominatedNodeName ?? '')
      if (condition === undefined && isNominated) return
      await patchStatus(pod, {
        ...(condition === undefined ? {} : { conditions: [condition] }),
        ...(isNominated ? {} : { nominatedNodeName: nominatedNode === '' ? null : nominatedNode }),
      })
    },

    evict: async (victim, preemptor, node) => {
      if (victim.metadata.deletionTimestamp === undefined) {
        const message = `${preemptor['spec'].schedulerName ?? 'default-scheduler'}: preempting to accommodate a higher priority pod`
        const condition = changed(victim, { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message })
        if (condition !== undefined) await patchStatus(victim, { conditions: [condition] })
        await unlessGone(client.delete(podsOf(victim), victim.metadata.name!))
      }
      const note = `Preempted by pod ${preemptor.metadata.uid} on node ${node}`
      record(victim, { type: 'Normal', reason: 'Preempted', action: 'Preempting', note })
    },
  }
}
