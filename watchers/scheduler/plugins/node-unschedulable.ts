import type { FilterPlugin } from '../framework.ts'
import { unresolvable } from '../framework.ts'
import { tolerates } from './taint-toleration.ts'

const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/** Cordoned nodes take only pods that tolerate it. */
export const nodeUnschedulable: FilterPlugin = {
  name: 'NodeUnschedulable',
  filter: (pod, { node }) => node['spec']?.unschedulable && !tolerates(pod, taint)
    ? unresolvable('node(s) were unschedulable')
    : undefined,
}
