import type { KubeObject } from '../../apimachinery/meta.ts'
import { controllerOf } from './owners.ts'
import { selects } from './selects.ts'
import { keyOf } from './store.ts'
import type { Lister } from './store.ts'
import type { WorkQueue } from './work-queue.ts'

/** The index under which owners are found that may adopt what is in their namespace. */
export const namespaceIndex = 'namespace'
export const byNamespace = ({ metadata }: KubeObject): string[] => [metadata.namespace ?? '']

/** Whom a change of an owned object concerns. */
export interface Ownership {
  /** The owner, when it is of the kind in question and still the one that is meant. */
  ownerOf(object: KubeObject): KubeObject | undefined
  /** Puts the owner on the queue; for what nobody owns, everyone who may adopt it. */
  enqueueFor(object: KubeObject): void
  /** The same after a change, for the owners before and after it. */
  enqueueForChange(old: KubeObject, object: KubeObject): void
}

/**
 * `owners` has the namespace index.
 * Upstream: resolveControllerRef and what the controllers' event handlers make of it.
 */
export function createOwnership(kind: string, owners: Lister, queue: WorkQueue): Ownership {
  const ownerOf = (object: KubeObject): KubeObject | undefined => {
    const owner = controllerOf(object)
    if (owner?.kind !== kind) return undefined
    const found = owners.get(`${object.metadata.namespace}/${owner.name}`)
    return found?.metadata.uid === owner.uid ? found : undefined
  }
  const enqueueFor = (object: KubeObject): void => {
    const owner = ownerOf(object)
    if (owner !== undefined) return queue.add(keyOf(owner))
    if (controllerOf(object) !== undefined) return
    for (const candidate of owners.by(namespaceIndex, object.metadata.namespace ?? '')) {
      if (selects(candidate['spec'].selector, object.metadata.labels)) queue.add(keyOf(candidate))
    }
  }
  return {
    ownerOf,
    enqueueFor,
    enqueueForChange: (old, object) => {
      if (controllerOf(old)?.uid !== controllerOf(object)?.uid) enqueueFor(old)
      enqueueFor(object)
    },
  }
}
