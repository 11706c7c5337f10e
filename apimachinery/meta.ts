/** A JSON value as the API carries it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Who owns an object; upstream: metav1.OwnerReference. */
export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** One manager's fields; upstream: metav1.ManagedFieldsEntry. */
export interface ManagedFieldsEntry {
  manager?: string
  operation?: 'Apply' | 'Update'
  apiVersion?: string
  time?: string
  fieldsType?: 'FieldsV1'
  fieldsV1?: Record<string, unknown>
  subresource?: string
}

/** What every stored object carries; times are RFC 3339 in whole seconds, UTC. Upstream: metav1.ObjectMeta. */
export interface ObjectMeta {
  name?: string
  generateName?: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string | null
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: string[]
  ownerReferences?: OwnerReference[]
  managedFields?: ManagedFieldsEntry[]
}

/**
 * An API object: plain JSON. Objects that come out of the store or a cache are shared and never
 * changed; whoever wants another one makes a new one.
 */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  [field: string]: any
}

/** Group, version and kind. The core group is ''. */
export interface GroupVersionKind {
  group: string
  version: string
  kind: string
}

/** `apps/v1` for a group and version, `v1` for the core group. */
export function apiVersionOf({ group, version }: { group: string; version: string }): string {
  return group === '' ? version : `${group}/${version}`
}

/** `now` as metav1.Time prints it: RFC 3339, UTC, whole seconds. */
export function formatTime(now: Date): string {
  const second = Math.floor(now.getTime() / 1000)
  if (second !== printed.second) printed = { second, text: `${now.toISOString().slice(0, 19)}Z` }
  return printed.text
}

/** The second that was printed last: a busy server prints each many times. */
let printed = { second: Number.NaN, text: '' }

/** `now` as metav1.MicroTime prints it: six digits of a second. */
export function formatMicroTime(now: Date): string {
  return `${now.toISOString().slice(0, 23)}000Z`
}
