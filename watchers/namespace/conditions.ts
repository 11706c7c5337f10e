import { formatTime } from '../../apimachinery/meta.ts'
import type { DiscoveryFailure } from '../runtime/discovery.ts'

/** What is left in a namespace of one resource. */
export interface Remaining {
  /** `pods.` and `deployments.apps`, as upstream prints group resources. */
  resource: string
  gvr: string
  count: number
  finalizers: string[]
}

interface Text { type: string; ok: [string, string]; bad?: [string, string] | undefined }

/** What keeps a namespace from going away. */
export interface Obstacles {
  left: readonly Remaining[]
  stuckPods: Remaining | undefined
  /** Groups that may hold objects nobody could look for. */
  undiscovered: readonly DiscoveryFailure[]
}

/** The conditions of a namespace on its way out; upstream: NamespaceConditionUpdater. */
export function namespaceConditions(current: readonly any[], { left, stuckPods, undiscovered }: Obstacles, now: number): any[] {
  const texts: Text[] = [
    {
      type: 'NamespaceDeletionDiscoveryFailure',
      ok: ['ResourcesDiscovered', 'All resources successfully discovered'],
      bad: undiscovered.length === 0 ? undefined : ['DiscoveryFailed', discoveryMessage(undiscovered)],
    },
    { type: 'NamespaceDeletionGroupVersionParsingFailure', ok: ['ParsedGroupVersions', 'All legacy kube types successfully parsed'] },
    {
      type: 'NamespaceDeletionContentFailure',
      ok: ['ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
      bad: stuckPods && ['ContentDeletionFailed', podsMessage(stuckPods)],
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
  return `Discovery failed for some groups, ${failures.length} failing: unable to retrieve the complete list of server APIs: ${groups}`
}

function podsMessage({ gvr }: Remaining): string {
  const namespace = gvr.split('|')[0]
  return `Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: ${namespace} for gvr: ${gvr.split('|')[1]}`
}

function finalizersText(left: readonly Remaining[]): [string, string] | undefined {
  const counts = new Map<string, number>()
  for (const finalizer of left.flatMap(({ finalizers }) => finalizers)) counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1)
  if (counts.size === 0) return undefined
  const parts = [...counts].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
  return ['SomeFinalizersRemain', `Some content in the namespace has finalizers remaining: ${list(parts)}`]
}

function list(parts: readonly string[]): string {
  return [...parts].sort().join(', ')
}
