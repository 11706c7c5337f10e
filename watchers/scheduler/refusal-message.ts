import type { Refusal } from './framework.ts'

/** What preemption is told of, besides what it says itself. Upstream: the DynamicResources plugin, which goes first. */
const noClaims = 'no new claims to deallocate, '

/** What is said of a pod that no node takes; `preemption` is why none is cleared for it. Upstream: FitError.Error. */
export function refusalMessage(refusals: Iterable<Refusal>, preemption?: string): string {
  const all = [...refusals]
  if (all.length === 0) return 'no nodes available to schedule pods'
  return preemption === undefined ? countReasons(all) : `${countReasons(all)} ${noClaims}preemption: ${preemption}`
}

/** `0/2 nodes are available: 2 Insufficient cpu.` */
export function countReasons(refusals: readonly Refusal[]): string {
  const counts = new Map<string, number>()
  for (const reason of refusals.flatMap(({ reasons }) => reasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const texts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
  return `0/${refusals.length} nodes are available: ${texts.join(', ')}.`
}
