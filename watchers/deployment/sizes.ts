import type { KubeObject } from '../../apimachinery/meta.ts'

export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas'
export const maxAnnotation = 'deployment.kubernetes.io/max-replicas'

/** How many replicas it wants. */
export function wanted(object: KubeObject): number {
  return object['spec'].replicas ?? 1
}

/** How far a rolling update may go above and below the wanted number. */
export interface Fenceposts {
  surge: number
  unavailable: number
}

/** Percentages of surge round up, those of unavailability down; both zero would stand still, so one may go. */
export function fenceposts(deployment: KubeObject): Fenceposts {
  const { type, rollingUpdate = {} } = deployment['spec'].strategy ?? {}
  if (type === 'Recreate') return { surge: 0, unavailable: 0 }
  const replicas = wanted(deployment)
  const surge = share(rollingUpdate.maxSurge ?? '25%', replicas, Math.ceil)
  const unavailable = share(rollingUpdate.maxUnavailable ?? '25%', replicas, Math.floor)
  return {
    surge, unavailable: surge === 0 && unavailable === 0 ? Math.min(1, replicas) : Math.min(unavailable, replicas),
  }
}

function share(value: number | string, total: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round(Number.parseInt(value, 10) * total / 100)
}

export function sum(objects: readonly KubeObject[], size: (object: KubeObject) => number | undefined): number {
  return objects.reduce((total, object) => total + (size(object) ?? 0), 0)
}

export const available = (replicaSet: KubeObject): number => replicaSet['status']?.availableReplicas ?? 0

/** ReplicaSets with pods, or meant to have some. */
export function active(replicaSets: readonly KubeObject[]): KubeObject[] {
  return replicaSets.filter((replicaSet) => wanted(replicaSet) > 0)
}

export function byCreation(a: KubeObject, b: KubeObject): number {
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
  return left === right ? compareText(a.metadata.name!, b.metadata.name!) : compareText(left, right)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
