import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import type { DeleteOptions } from './delete-options.ts'

const orphan = 'orphan'
const foreground = 'foregroundDeletion'

/** Kinds whose dependents stay unless a delete says otherwise; upstream: DefaultGarbageCollectionPolicy. */
const orphaning = new Set(['/replicationcontrollers', 'batch/jobs'])
/** Kinds that nothing depends on. */
const uncollected = new Set(['/events', 'events.k8s.io/events'])

/**
 * The finalizers an object has once it is to be deleted as `options` ask;
 * the garbage collector takes its own off again.
 */
export function deletionFinalizers(
  definition: ResourceDefinition, object: KubeObject, options: DeleteOptions,
): string[] {
  const present = object.metadata.finalizers ?? []
  const wanted = wantedFinalizer(definition, present, options)
  const kept = present.filter((name) => name !== orphan && name !== foreground)
  if (wanted === undefined) return kept.length === present.length ? present : kept
  return present.includes(wanted) && present.length === kept.length + 1 ? present : [...kept, wanted]
}

/** The options first, then what is on the object, then the kind's own way. */
function wantedFinalizer(
  { group, resource }: ResourceDefinition, present: readonly string[], options: DeleteOptions,
): string | undefined {
  const kind = `${group}/${resource}`
  if (uncollected.has(kind)) return undefined
  if (options.orphanDependents !== undefined) return options.orphanDependents ? orphan : unorphaned(kind)
  if (options.propagationPolicy === 'Orphan') return orphan
  if (options.propagationPolicy === 'Foreground') return foreground
  if (options.propagationPolicy === 'Background') return undefined
  return present.find((name) => name === orphan || name === foreground) ?? (orphaning.has(kind) ? orphan : undefined)
}

/** Namespaces have a way of their own, in which what is not to be orphaned goes first. */
function unorphaned(kind: string): string | undefined {
  return kind === '/namespaces' ? foreground : undefined
}

/** What a client is told that deletes Jobs and may not know that their pods stay. */
export function deletionWarning({ group, resource }: ResourceDefinition, options: DeleteOptions): string | undefined {
  const silent = options.propagationPolicy !== undefined || options.orphanDependents !== undefined
  if (group !== 'batch' || resource !== 'jobs' || silent) return undefined
  return 'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them '
    + 'or set propagationPolicy=Orphan to suppress this warning'
}
