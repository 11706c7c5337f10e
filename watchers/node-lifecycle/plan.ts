import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { tolerates } from '../../apimachinery/tolerations.ts'
import type { Taint, Toleration } from '../../apimachinery/tolerations.ts'
import { conditionOf } from '../runtime/pods.ts'

/** A node that has shown no sign of life for so long, in milliseconds, is given up. */
export const grace = 40_000

const watched = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']

/** The conditions of a node that has gone silent; undefined when they say so already. */
export function silentConditions(node: KubeObject, now: number): any[] | undefined {
  const time = formatTime(new Date(now))
  const changed = watched.flatMap((type) => {
    const known = conditionOf(node, type)
    if (known?.status === 'Unknown') return []
    if (known === undefined) {
      const created = node.metadata.creationTimestamp
      return [{ type, status: 'Unknown', reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.', lastHeartbeatTime: created, lastTransitionTime: time }]
    }
    return [{ ...known, status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: time }]
  })
  return changed.length === 0 ? undefined : changed
}

const key = (name: string) => `node.kubernetes.io/${name}`
const pressures: Record<string, string> = {
  MemoryPressure: key('memory-pressure'),
  DiskPressure: key('disk-pressure'),
  PIDPressure: key('pid-pressure'),
  NetworkUnavailable: key('network-unavailable'),
}
const owned = new Set([key('not-ready'), key('unreachable'), key('unschedulable'), ...Object.values(pressures)])

/** The taints that follow from the node's conditions; those of others stay. Undefined when nothing changes. */
export function planTaints(node: KubeObject, now: number): Taint[] | undefined {
  const current: Taint[] = node['spec']?.taints ?? []
  const due = dueTaints(node)
  const same = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect
  const kept = current.filter((taint) => !owned.has(taint.key) || due.some((one) => same(one, taint)))
  const added = due.filter((one) => !current.some((taint) => same(one, taint)))
    .map((one) => ({ ...one, timeAdded: formatTime(new Date(now)) }))
  return added.length === 0 && kept.length === current.length ? undefined : [...kept, ...added]
}

function dueTaints(node: KubeObject): Taint[] {
  const ready = conditionOf(node, 'Ready')?.status
  const lost = ready === 'True' ? undefined : ready === 'Unknown' ? key('unreachable') : key('not-ready')
  const pressing = Object.entries(pressures).filter(([type]) => conditionOf(node, type)?.status === 'True').map(([, taint]) => taint)
  return [
    ...(node['spec']?.unschedulable ? [{ key: key('unschedulable'), effect: 'NoSchedule' }] : []),
    ...pressing.map((taint) => ({ key: taint, effect: 'NoSchedule' })),
    ...(lost === undefined ? [] : [{ key: lost, effect: 'NoSchedule' }]),
    // A node that has not reported yet evicts nobody.
    ...(lost === undefined || ready === undefined ? [] : [{ key: lost, effect: 'NoExecute' }]),
  ]
}

/** When, in milliseconds since the epoch, the node's taints drive the pod away; undefined for never. */
export function evictionTime(pod: KubeObject, taints: readonly Taint[], now: number): number | undefined {
  const times = taints.filter(({ effect }) => effect === 'NoExecute').map((taint) => {
    const tolerations = (pod['spec'].tolerations ?? []).filter((toleration: Toleration) => tolerates(toleration, taint))
    if (tolerations.length === 0) return now
    const limits = tolerations.map(({ tolerationSeconds }: any) => tolerationSeconds).filter((limit: unknown) => limit !== undefined)
    if (limits.length === 0) return Infinity
    return (taint.timeAdded === undefined ? now : Date.parse(taint.timeAdded)) + Math.max(0, Math.min(...limits)) * 1000
  })
  const first = Math.min(Infinity, ...times)
  return first === Infinity ? undefined : first
}
