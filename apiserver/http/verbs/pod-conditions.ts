import { formatTime, type KubeObject } from '../../../apimachinery/meta.ts'

/** What the server itself says of a pod. */
export interface PodCondition {
  type: string
  status: string
  reason?: string
  message?: string
}

/** A copy of the pod with a condition, at its place where it has one already; upstream: UpdatePodCondition. */
export function withPodCondition(pod: KubeObject, condition: PodCondition, now: Date): KubeObject {
  const conditions: (PodCondition & { lastTransitionTime?: string })[] = pod['status']?.conditions ?? []
  const at = conditions.findIndex(({ type }) => type === condition.type)
  const old = conditions[at]
  const lastTransitionTime = old?.status === condition.status && old.lastTransitionTime
    ? old.lastTransitionTime
    : formatTime(now)
  const next = { ...condition, lastProbeTime: null, lastTransitionTime }
  const all = at < 0 ? [...conditions, next] : conditions.with(at, next)
  return { ...pod, status: { ...pod['status'], conditions: all } }
}
