import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from './api-client.ts'
import { unlessGone } from './controller.ts'
import { conditionOf } from './pods.ts'
import { inNamespace, resources } from './resources.ts'

/** A condition as a controller says it. */
export interface PodConditionFacts {
  type: string
  status: string
  reason: string
  message: string
}

/** The condition as it is to be written; undefined where the pod says so already. Upstream: UpdatePodCondition. */
export function changedCondition(pod: KubeObject, next: PodConditionFacts, now: number): any {
  const known = conditionOf(pod, next.type)
  const observedGeneration = pod.metadata.generation
  const isSame = known?.status === next.status && known.reason === next.reason && known.message === next.message
  if (isSame && known.observedGeneration === observedGeneration) return undefined
  const lastTransitionTime = known?.status === next.status ? known.lastTransitionTime : formatTime(new Date(now))
  return { ...next, observedGeneration, lastProbeTime: null, lastTransitionTime }
}

/**
 * Writes some fields of a pod's status, and of its conditions only the given one: what its agent says stays. A
 * condition that is new goes to the end. A pod that is gone, or another of its name, is left alone. Upstream:
 * PatchPodStatus.
 */
export async function patchPodStatus(
  client: ApiClient, pod: KubeObject, fields: object, condition?: any,
): Promise<void> {
  const { name, namespace, uid } = pod.metadata
  const types: string[] = (pod['status']?.conditions ?? []).map(({ type }: any) => type)
  const order = condition === undefined || types.includes(condition.type) ? types : [...types, condition.type]
  const conditions = condition
    && { '$setElementOrder/conditions': order.map((type) => ({ type })), conditions: [condition] }
  const patch = { metadata: { uid }, status: { ...fields, ...conditions } }
  await unlessGone(
    client.patch(inNamespace(resources.pods, namespace), name!, patch, 'strategic', { subresource: 'status' }),
  )
}
