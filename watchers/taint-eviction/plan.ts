import type { KubeObject } from '../../apimachinery/meta.ts'
import { tolerates } from '../../apimachinery/tolerations.ts'
import type { Taint, Toleration } from '../../apimachinery/tolerations.ts'

/**
 * When, in milliseconds since the epoch, a node's taints drive the pod away; undefined for never. The time counts from
 * when the taint was set, so that it does not begin anew with every start of the controller.
 */
export function evictionTime({ spec }: KubeObject, taints: readonly Taint[], now: number): number | undefined {
  const times = taints.filter(({ effect }) => effect === 'NoExecute').map((taint) => {
    const tolerations: Toleration[] = (spec.tolerations ?? [])
      .filter((toleration: Toleration) => tolerates(toleration, taint))
    if (tolerations.length === 0) return now
    const limits = tolerations.map(({ tolerationSeconds }) => tolerationSeconds)
      .filter((limit) => limit !== undefined && limit !== null)
    if (limits.length === 0) return Infinity
    return (taint.timeAdded === undefined ? now : Date.parse(taint.timeAdded)) + Math.max(0, Math.min(...limits)) * 1000
  })
  const first = Math.min(Infinity, ...times)
  return first === Infinity ? undefined : first
}
