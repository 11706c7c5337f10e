import { formatTime } from '../../apimachinery/meta.ts'
import type { DiscoveryFailure } from '../runtime/discovery.ts'

/** What is left in a namespace of one resource. */
export interface Remaining {
  /** `pods.` and `deployments.apps`, as upstream prints group resources. */
  resource: string
  count: number
  finalizers: string[]
}

/** What keeps a namespace from going away. */
export interface Obstacles {
  left: readonly Remaining[]
  /** Why something could not be deleted. */
  failures: readonly string[]
  /** Groups that may hold objects nobody could look for. */
  undiscovered: readonly DiscoveryFailure[]
  /** Pods are still ending, and nothing else was touched yet. */
  podsRemain: boolean
}

interface Text { type: string; ok: [string, string]; bad?: [string, string] | undefined }

/** The conditions of a namespace on its way out; upstream: NamespaceConditionUpdater. */
export function namespaceConditions(
  current: readonly any[], obstacles: Omit<Obstacles, 'podsRemain'>, now: number,
): any[] {
  const { left, failures, undiscovered } = obstacles
  const texts: Text[] = [
    {
      type: 'NamespaceDeletionDiscoveryFailure',
      ok: ['ResourcesDiscovered', 'All resources successfully discovered'],
      bad: undiscovered.length === 0 ? undefined : ['DiscoveryFailed', discoveryMessage(undiscovered)],
    },
    {
      type: 'NamespaceDeletionGroupVersionParsingFailure',
      ok: ['ParsedGroupVersions', 'All legacy kube types successfully parsed'],
    },
    {
      type: 'NamespaceDeletionContentFailure',
      ok: ['ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
      bad: failures.length === 0 ? undefined : ['ContentDeletionFailed', failuresMessage(failures)],
    },
    {
      type: 'NamespaceContentRemaining',
      ok: ['ContentRemoved', 'All content successfully removed'],
      bad: left.length === 0 ? undefined : ['SomeResourcesRemain', `Some resources are remaining: ${list(left.map(
        ({ resource, count }) => `${resource} has ${count} resource instances`))}`],
    },
    {
      type: 'NamespaceFinalizersRemaining',
      ok: ['ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
      bad: finalizersText(left),
    },
  ]
  return texts.map(({ type, ok, bad }) => {
    const status = bad === undefined ? 'False' : 'True'
    const [reason, message] = bad ?? ok
    const known = current.find((one) => one.type === type)
    const lastTransitionTime = known?.status === status ? known.lastTransitionTime : formatTime(new Date(now))
    return { type, status, lastTransitionTime, reason, message }
  })
}

function discoveryMessage(failures: readonly DiscoveryFailure[]): string {
  const groups = list(failures.map(({ groupVersion, message }) => `${groupVersion}: ${message}`))
  return `Discovery failed for some groups, ${failures.length} failing: unable to retrieve the complete list of server `
    + `APIs: ${groups}`
}

function failuresMessage(failures: readonly string[]): string {
  return `Failed to delete all resource types, ${failures.length} remaining: ${list(failures)}`
}

function finalizersText(left: readonly Remaining[]): [string, string] | undefined {
  const counts = new Map<string, number>()
  for (const finalizer of left.flatMap(({ finalizers }) => finalizers)) {
    counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1)
  }
  if (counts.size === 0) return undefined
  const parts = [...counts].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
  return ['SomeFinalizersRemain', `Some content in the namespace has finalizers remaining: ${list(parts)}`]
}

function list(parts: readonly string[]): string {
  return [...parts].sort().join(', ')
}
