import { formatTime, type KubeObject } from '../../../apimachinery/meta.ts'
import type { RequestContext } from '../definition.ts'
import { liftAppArmorAnnotations } from './app-armor.ts'
import { dropDisabledFields, dropDisabledStatusFields } from './disabled-fields.ts'
import { raiseGeneration } from './pod-generation.ts'
import { qosClassOf } from './qos-class.ts'

/**
 * A new pod is pending, whatever its author says; a quality of service that they name stays.
 * Upstream: podStrategy.PrepareForCreate.
 */
export function preparePodForCreate(pod: KubeObject, request: RequestContext): void {
  pod.metadata.generation = 1
  pod['status'] = { phase: 'Pending', qosClass: pod['status']?.qosClass || qosClassOf(pod['spec']) }
  dropDisabledFields(pod['spec'])
  if ((pod['spec'].schedulingGates ?? []).length > 0) pod['status'].conditions = [gatedCondition(request.now())]
  mergeLabelKeys(pod)
  liftAppArmorAnnotations(pod, (text) => request.warn(text))
}

function gatedCondition(now: Date): Record<string, unknown> {
  return {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: formatTime(now),
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  }
}

/**
 * `matchLabelKeys` become expressions of their selector, with the pod's own values;
 * so the scheduler need not know them.
 */
function mergeLabelKeys(pod: KubeObject): void {
  const { affinity = {}, topologySpreadConstraints = [] } = pod['spec']
  const terms = [affinity.podAffinity, affinity.podAntiAffinity].flatMap((one) => [
    ...(one?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      .map(({ podAffinityTerm }: any) => podAffinityTerm ?? {}),
    ...(one?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
  ])
  for (const term of [...terms, ...topologySpreadConstraints]) {
    if (!term.labelSelector) continue
    addExpressions(term.labelSelector, term.matchLabelKeys, 'In', pod.metadata.labels)
    addExpressions(term.labelSelector, term.mismatchLabelKeys, 'NotIn', pod.metadata.labels)
  }
}

function addExpressions(
  selector: any, keys: string[] = [], operator: string, labels: Record<string, string> = {},
): void {
  const added = keys
    .filter((key) => labels[key] !== undefined)
    .map((key) => ({ key, operator, values: [labels[key]] }))
  if (added.length > 0) selector.matchExpressions = [...(selector.matchExpressions ?? []), ...added]
}

/** The main resource leaves the status alone. Upstream: podStrategy.PrepareForUpdate. */
export function preparePodForUpdate(pod: KubeObject, old: KubeObject): void {
  pod['status'] = old['status']
  dropDisabledFields(pod['spec'])
  raiseGeneration(pod, old)
}

/** Upstream: podStatusStrategy.PrepareForUpdate. */
export function preparePodStatusForUpdate(pod: KubeObject, old: KubeObject): void {
  pod['spec'] = old['spec']
  keepOwners(pod, old)
  const status = { ...pod['status'] }
  dropDisabledStatusFields(status)
  status.qosClass ||= old['status']?.qosClass
  status.observedGeneration ||= old['status']?.observedGeneration
  pod['status'] = withObservedGenerations(status, old['status'] ?? {})
}

/** Old kubelets wrote owners and deletion wrong, so this endpoint does not take them. */
function keepOwners(pod: KubeObject, old: KubeObject): void {
  for (const field of ['deletionTimestamp', 'ownerReferences'] as const) {
    const value = old.metadata[field]
    if (value === undefined) delete pod.metadata[field]
    else Object.assign(pod.metadata, { [field]: value })
  }
}

/** A client that does not know of a condition's generation does not clear it. */
function withObservedGenerations(status: any, old: any): any {
  const byType = new Map<string, unknown[]>()
  for (const { type, observedGeneration } of old.conditions ?? []) {
    byType.set(type, [...(byType.get(type) ?? []), observedGeneration])
  }
  if (!status.conditions) return status
  const conditions = status.conditions.map((condition: any) => {
    const known = byType.get(condition.type)?.shift()
    return condition.observedGeneration || !known ? condition : { ...condition, observedGeneration: known }
  })
  return { ...status, conditions }
}

/**
 * `podIP` is the first of `podIPs`; where they differ the older field counts. In place.
 * Upstream: Convert_v1_PodStatus.
 */
export function agreeOnAddresses(pod: KubeObject): void {
  const status = pod['status']
  const first = status?.podIPs?.[0]?.ip
  if (!status?.podIP && first) pod['status'] = { ...status, podIP: first }
  if (status?.podIP && first !== status.podIP) pod['status'] = { ...status, podIPs: [{ ip: status.podIP }] }
}
