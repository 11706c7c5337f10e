import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printRequirements, requirementsOf } from '../../../apimachinery/selectors.ts'

/** A workload's pod selector in the form a Scale carries it in its status. */
export function selectorText(workload: KubeObject): string {
  const selector = workload['spec']?.selector
  return selector ? printRequirements(requirementsOf(selector)) : ''
}
