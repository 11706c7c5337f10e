import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { FilterPlugin } from '../framework.ts'
import { unresolvable } from '../framework.ts'

interface Taint { key: string; value?: string; effect: string }

/** Whether one of the pod's tolerations covers the taint. */
export function tolerates({ spec }: KubeObject, taint: Taint): boolean {
  return (spec.tolerations ?? []).some(({ key = '', operator = 'Equal', value = '', effect = '' }) =>
    (effect === '' || effect === taint.effect)
      && (key === '' || key === taint.key)
      && (operator === 'Exists' || (operator === 'Equal' && value === (taint.value ?? ''))))
}

/** Taints keep pods away that do not tolerate them. */
export const taintToleration: FilterPlugin = {
  name: 'TaintToleration',
  filter: (pod, { node }) => (node['spec']?.taints ?? []).some((taint: Taint) =>
    taint.effect !== 'PreferNoSchedule' && !tolerates(pod, taint))
    ? unresolvable('node(s) had untolerated taint(s)')
    : undefined,
}
