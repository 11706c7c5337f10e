import type { KubeObject, OwnerReference } from '../../apimachinery/meta.ts'

/** What is known of an owner: there, gone, or there but waiting for its dependents to go (foreground deletion). */
export type OwnerState = 'solid' | 'dangling' | 'waiting'

export type DependentPlan =
  | { do: 'nothing' }
  /**
   * `unblock` first makes the references to the owners such that they need not wait:
   * otherwise all would wait in a circle.
   */
  | { do: 'delete'; propagationPolicy: 'Background' | 'Foreground' | 'Orphan'; unblock?: boolean }
  /** Some owners remain: only the references to the others go. */
  | { do: 'keep'; ownerReferences: OwnerReference[] }

/** What becomes of an object with owners. Upstream: attemptToDeleteItem. */
export function planDependent(
  object: KubeObject, states: readonly OwnerState[], dependents: readonly KubeObject[],
): DependentPlan {
  const owners = object.metadata.ownerReferences ?? []
  if (owners.length === 0 || object.metadata.deletionTimestamp !== undefined) return { do: 'nothing' }
  if (states.every((state) => state === 'solid')) return { do: 'nothing' }
  const remaining = owners.filter((_, index) => states[index] === 'solid')
  if (remaining.length > 0) return { do: 'keep', ownerReferences: remaining }
  if (states.includes('waiting') && dependents.length > 0) {
    const unblock = dependents.some((one) => isLeavingWith(one, 'foregroundDeletion'))
    return { do: 'delete', propagationPolicy: 'Foreground', unblock }
  }
  const finalizers = object.metadata.finalizers ?? []
  if (finalizers.includes('orphan')) return { do: 'delete', propagationPolicy: 'Orphan' }
  if (finalizers.includes('foregroundDeletion')) return { do: 'delete', propagationPolicy: 'Foreground' }
  return { do: 'delete', propagationPolicy: 'Background' }
}

/** Whether the object is being deleted and holds this finalizer of the garbage collector. */
export function isLeavingWith({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer)
}

/** Whether `dependent` holds up the deletion of its owner. */
export function blocks(dependent: KubeObject, owner: KubeObject): boolean {
  return (dependent.metadata.ownerReferences ?? []).some(({ uid, blockOwnerDeletion }) =>
    uid === owner.metadata.uid && blockOwnerDeletion === true)
}

/** The references, none of which makes its owner wait. */
export function unblocked(references: readonly OwnerReference[]): OwnerReference[] {
  return references.map(
    (reference) => (reference.blockOwnerDeletion ? { ...reference, blockOwnerDeletion: false } : reference),
  )
}
