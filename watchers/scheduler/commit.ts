import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../runtime/api-client.ts'
import type { Clock } from '../runtime/clock.ts'
import { unlessGone } from '../runtime/controller.ts'
import type { ActionRecorder } from '../runtime/event-series.ts'
import { changedCondition, patchPodStatus } from '../runtime/pod-status.ts'
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

  return {
    bind: async (pod, node) => {
      const { name, namespace, uid } = pod.metadata
      const metadata = { name: name!, namespace: namespace!, uid: uid! }
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata, target: { kind: 'Node', name: node } }
      await client.create(podsOf(pod), binding, name, 'binding')
      record(pod, {
        type: 'Normal', reason: 'Scheduled', action: 'Binding',
        note: `Successfully assigned ${namespace}/${name} to ${node}`,
      })
    },

    refuse: async (pod, { reason, message, nominatedNode }) => {
      record(pod, { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', note: message })
      const condition = changedCondition(pod, { type: 'PodScheduled', status: 'False', reason, message }, clock.now())
      const isNominated = nominatedNode === undefined || nominatedNode === (pod['status']?.nominatedNodeName ?? '')
      if (condition === undefined && isNominated) return
      const nominatedNodeName = nominatedNode === '' ? null : nominatedNode
      await patchPodStatus(client, pod, isNominated ? {} : { nominatedNodeName }, condition)
    },

    evict: async (victim, preemptor, node) => {
      if (victim.metadata.deletionTimestamp === undefined) {
        const message =
          `${preemptor['spec'].schedulerName ?? 'default-scheduler'}: preempting to accommodate a higher priority pod`
        const facts = { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message }
        const condition = changedCondition(victim, facts, clock.now())
        if (condition !== undefined) await patchPodStatus(client, victim, {}, condition)
        await unlessGone(client.delete(podsOf(victim), victim.metadata.name!))
      }
      const note = `Preempted by pod ${preemptor.metadata.uid} on node ${node}`
      record(victim, { type: 'Normal', reason: 'Preempted', action: 'Preempting', note })
    },
  }
}
