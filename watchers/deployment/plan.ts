import type { KubeObject } from '../../apimachinery/meta.ts'
import { active, available, byCreation, desiredAnnotation, fenceposts, maxAnnotation, sum, wanted } from './sizes.ts'

/** A ReplicaSet and the size it is to have. */
export interface Resize {
  replicaSet: KubeObject
  size: number
  /** Write what it remembers of the deployment's size even where its own does not change. */
  force?: boolean
}

/** The size the new ReplicaSet may have now. Upstream: NewRSNewReplicas. */
export function newSize(deployment: KubeObject, all: readonly KubeObject[], current: number): number {
  const target = wanted(deployment)
  if (deployment['spec'].strategy?.type === 'Recreate') return target
  const room = target + fenceposts(deployment).surge - sum(all, wanted)
  return room <= 0 ? current : current + Math.min(room, target - current)
}

/** One step of a rolling update: first the new one grows, then old ones shrink. Upstream: rolloutRolling. */
export function planRolling(deployment: KubeObject, fresh: KubeObject, old: readonly KubeObject[]): Resize[] {
  const target = wanted(deployment)
  const current = wanted(fresh)
  const size = current > target ? target : newSize(deployment, [...old, fresh], current)
  if (size !== current) return [{ replicaSet: fresh, size }]
  return planOld(deployment, fresh, old)
}

/** Shrinks old ReplicaSets without going below the minimum: broken replicas first, then the oldest. */
function planOld(deployment: KubeObject, fresh: KubeObject, old: readonly KubeObject[]): Resize[] {
  const all = [...old, fresh]
  const minimum = wanted(deployment) - fenceposts(deployment).unavailable
  const removable = sum(all, wanted) - minimum - (wanted(fresh) - available(fresh))
  if (sum(old, wanted) === 0 || removable <= 0) return []
  const sizes = new Map(old.map((replicaSet) => [replicaSet, wanted(replicaSet)]))
  const oldest = [...old].sort(byCreation)
  const take = (limit: number, spare: (replicaSet: KubeObject) => number): Resize[] => {
    let left = limit
    return oldest.flatMap((replicaSet) => {
      const count = Math.max(0, Math.min(left, spare(replicaSet)))
      if (count === 0) return []
      const size = sizes.get(replicaSet)! - count
      sizes.set(replicaSet, size)
      left -= count
      return [{ replicaSet, size }]
    })
  }
  return [
    ...take(removable, (replicaSet) => sizes.get(replicaSet)! - available(replicaSet)),
    ...take(sum(all, available) - minimum, (replicaSet) => sizes.get(replicaSet)!),
  ]
}

/** A Recreate deployment first takes everything old away. */
export function planRecreate(old: readonly KubeObject[]): Resize[] {
  return active(old).map((replicaSet) => ({ replicaSet, size: 0 }))
}

/** Whether `spec.replicas` changed since the ReplicaSets were last sized: that is settled before a rollout goes on. */
export function isScaling(deployment: KubeObject, all: readonly KubeObject[]): boolean {
  return active(all).some(({ metadata }) => {
    const desired = metadata.annotations?.[desiredAnnotation]
    return desired !== undefined && Number(desired) !== wanted(deployment)
  })
}

/** Sizes after a change of `spec.replicas`, in the middle of a rollout in proportion. Upstream: scale. */
export function planScale(deployment: KubeObject, fresh: KubeObject | undefined, old: readonly KubeObject[]): Resize[] {
  const target = wanted(deployment)
  const single = activeOrLatest(fresh, old)
  // One that has the size already, but not in its memory, would be taken for one to be scaled for ever.
  if (single !== undefined) return [{ replicaSet: single, size: target, force: isScaling(deployment, [single]) }]
  if (isSaturated(deployment, fresh)) return planRecreate(old)
  if (deployment['spec'].strategy?.type === 'Recreate') return []
  return planProportional(deployment, active(fresh === undefined ? old : [...old, fresh]))
}

/** The ReplicaSet that alone has replicas, or when none has, the new or youngest one. */
function activeOrLatest(fresh: KubeObject | undefined, old: readonly KubeObject[]): KubeObject | undefined {
  const busy = active(fresh === undefined ? old : [...old, fresh])
  if (busy.length > 1) return undefined
  return busy[0] ?? fresh ?? [...old].sort(byCreation).at(-1)
}

function isSaturated(deployment: KubeObject, fresh: KubeObject | undefined): boolean {
  if (fresh === undefined) return false
  const target = wanted(deployment)
  const desired = Number(fresh.metadata.annotations?.[desiredAnnotation])
  return wanted(fresh) === target && desired === target && available(fresh) === target
}

function planProportional(deployment: KubeObject, busy: readonly KubeObject[]): Resize[] {
  const target = wanted(deployment)
  const allowed = target > 0 ? target + fenceposts(deployment).surge : 0
  const toAdd = allowed - sum(busy, wanted)
  const sorted = [...busy].sort((a, b) => wanted(b) - wanted(a) || (toAdd > 0 ? byCreation(b, a) : byCreation(a, b)))
  let added = 0
  const resizes = sorted.map((replicaSet) => {
    const part = proportion(deployment, replicaSet, toAdd, added)
    added += part
    return { replicaSet, size: wanted(replicaSet) + part, force: true }
  })
  const [first] = resizes
  if (first !== undefined) first.size = Math.max(0, first.size + toAdd - added)
  return resizes
}

/** The ReplicaSet's part of what is to be added or, when negative, removed. Upstream: GetReplicaSetProportion. */
function proportion(deployment: KubeObject, replicaSet: KubeObject, toAdd: number, added: number): number {
  if (wanted(replicaSet) === 0 || toAdd === 0 || toAdd === added) return 0
  const part = fraction(deployment, replicaSet)
  return toAdd > 0 ? Math.min(part, toAdd - added) : Math.max(part, toAdd - added)
}

function fraction(deployment: KubeObject, replicaSet: KubeObject): number {
  const target = wanted(deployment)
  if (target === 0) return -wanted(replicaSet)
  const before = Number(replicaSet.metadata.annotations?.[maxAnnotation] ?? deployment['status']?.replicas ?? 0)
  if (before === 0) return 0
  return Math.round(wanted(replicaSet) * (target + fenceposts(deployment).surge) / before) - wanted(replicaSet)
}

/** Old ReplicaSets beyond the history limit that have nothing left. Upstream: cleanupDeployment. */
export function planCleanup(
  deployment: KubeObject,
  old: readonly KubeObject[],
  revision: (of: KubeObject) => number,
): KubeObject[] {
  const alive = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const surplus = alive.length - (deployment['spec'].revisionHistoryLimit ?? 10)
  if (surplus <= 0) return []
  return [...alive]
    .sort((a, b) => revision(a) - revision(b) || byCreation(a, b))
    .slice(0, surplus)
    .filter((replicaSet) =>
      wanted(replicaSet) === 0 && (replicaSet['status']?.replicas ?? 0) === 0
        && (replicaSet.metadata.generation ?? 0) <= (replicaSet['status']?.observedGeneration ?? 0))
}
