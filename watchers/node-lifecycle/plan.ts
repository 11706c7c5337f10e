import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Taint } from '../../apimachinery/tolerations.ts'
import { conditionOf } from '../runtime/pods.ts'

/** How long a node may be silent, in milliseconds: one that has told its state, and one that is only starting. */
export function graceOf(node: KubeObject): number {
  return conditionOf(node, 'Ready') === undefined ? 60_000 : 50_000
}

const watched = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']

/** The conditions of a node that has gone silent; undefined when they say so already. Upstream: tryUpdateNodeHealth. */
export function silentConditions(node: KubeObject, now: number): any[] | undefined {
  const lastTransitionTime = formatTime(new Date(now))
  const changed = watched.flatMap((type) => {
    const known = conditionOf(node, type)
    if (known?.status === 'Unknown') return []
    const texts = known === undefined
      ? {
        reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.',
        lastHeartbeatTime: node.metadata.creationTimestamp,
      }
      : { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }
    return [{ ...known, type, status: 'Unknown', ...texts, lastTransitionTime }]
  })
  return changed.length === 0 ? undefined : changed
}

const key = (name: string) => `node.kubernetes.io/${name}`
const notReady = key('not-ready')
const unreachable = key('unreachable')
const unschedulable = key('unschedulable')

/** The taint that a condition's status calls for. Upstream: nodeConditionToTaintKeyStatusMap. */
const conditionTaints: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: notReady, Unknown: unreachable },
  MemoryPressure: { True: key('memory-pressure') },
  DiskPressure: { True: key('disk-pressure') },
  NetworkUnavailable: { True: key('network-unavailable') },
  PIDPressure: { True: key('pid-pressure') },
}
const noScheduleKeys = new Set([
  unschedulable, ...Object.values(conditionTaints).flatMap((taints) => Object.values(taints)),
])

/** Whether this node's pods may be driven away now: at once, later (in so many milliseconds), or not at all. */
export type EvictionPace = { do: 'now' } | { do: 'wait'; milliseconds: number } | { do: 'never' }

/** The taints that follow from the node's state; those of others stay. Undefined when nothing changes. */
export function planTaints(node: KubeObject, pace: EvictionPace, now: number): Taint[] | undefined {
  const current: Taint[] = node['spec']?.taints ?? []
  const due = [...dueNoSchedule(node), ...dueNoExecute(node, pace)]
  const same = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect
  const kept = current.filter((taint) => !isOurs(taint) || due.some((one) => same(one, taint)))
  const timeAdded = formatTime(new Date(now))
  const added = due.filter((one) => !current.some((taint) => same(one, taint))).map((one) => ({ ...one, timeAdded }))
  return added.length === 0 && kept.length === current.length ? undefined : [...kept, ...added]
}

function isOurs({ key: of, effect }: Taint): boolean {
  return effect === 'NoSchedule'
    ? noScheduleKeys.has(of)
    : effect === 'NoExecute' && (of === notReady || of === unreachable)
}

/** Upstream: doNoScheduleTaintingPass. */
function dueNoSchedule(node: KubeObject): Taint[] {
  const keys = (node['status']?.conditions ?? []).map(({ type, status }: any) => conditionTaints[type]?.[status])
    .filter((of: string | undefined) => of !== undefined)
  return [...keys, ...(node['spec']?.unschedulable ? [unschedulable] : [])]
    .map((of: string) => ({ key: of, effect: 'NoSchedule' }))
}

/** Upstream: processTaintBaseEviction and doNoExecuteTaintingPass. */
function dueNoExecute(node: KubeObject, pace: EvictionPace): Taint[] {
  const due = evictionTaint(node)
  if (due === undefined || pace.do === 'never') return []
  return pace.do === 'now' || isEvicting(node) ? [{ key: due, effect: 'NoExecute' }] : []
}

/** The key of the taint that drives pods away, where the node calls for one; one that never reported evicts nobody. */
export function evictionTaint(node: KubeObject): string | undefined {
  return conditionTaints['Ready']?.[conditionOf(node, 'Ready')?.status]
}

/** Whether pods are being driven away already. */
export function isEvicting(node: KubeObject): boolean {
  return (node['spec']?.taints ?? [])
    .some(({ key: of, effect }: Taint) => effect === 'NoExecute' && (of === notReady || of === unreachable))
}
