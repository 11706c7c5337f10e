import { tolerates } from '../../../apimachinery/tolerations.ts'
import type { Toleration } from '../../../apimachinery/tolerations.ts'
import type { FilterPlugin } from '../framework.ts'
import { unresolvable } from '../framework.ts'

const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/** Cordoned nodes take only pods that tolerate it. */
export const nodeUnschedulable: FilterPlugin = {
  name: 'NodeUnschedulable',
  prepare: ({ spec }) => {
    const isTolerated = (spec.tolerations ?? []).some((toleration: Toleration) => tolerates(toleration, taint))
    return isTolerated ? undefined : ({ node }) =>
      (node['spec']?.unschedulable ? unresolvable('node(s) were unschedulable') : undefined)
  },
}
