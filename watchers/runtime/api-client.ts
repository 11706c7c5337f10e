import type { KubeObject } from '../../apimachinery/meta.ts'

/** A collection of objects: of one namespace, or of the whole cluster when `namespace` is absent. */
export interface ResourceRef {
  group: string
  version: string
  resource: string
  namespace?: string
}

/** One page of a collection and the resourceVersion at which it was read. */
export interface ObjectList<T extends KubeObject> {
  items: T[]
  resourceVersion: string
  /** The token for the next page; absent on the last. */
  continue?: string
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'

/** One event of a watch stream; the object of an ERROR is a Status. */
export interface WatchEvent {
  type: WatchEventType
  object: any
}

export type PatchType = 'merge' | 'strategic' | 'json' | 'apply'

export interface PatchOptions {
  subresource?: string
  fieldManager?: string
  force?: boolean
}

export interface DeleteOptions {
  propagationPolicy?: string
  gracePeriodSeconds?: number
  preconditions?: { uid?: string; resourceVersion?: string }
}

/**
 * The API as controllers and agents use it: plain JSON objects in and out.
 *
 * Errors: a request that the server refused rejects with `ApiError`, built from the server's Status; anything else
 * (no connection, a broken stream) rejects with the transport's own error.
 * Objects that come back may be shared with others and must not be changed.
 */
export interface ApiClient {
  get<T extends KubeObject>(ref: ResourceRef, name: string, subresource?: string): Promise<T>
  /** Items carry `apiVersion` and `kind`, which the server leaves out. */
  list<T extends KubeObject>(ref: ResourceRef, query?: Record<string, string>): Promise<ObjectList<T>>
  /** Resolves when the server ends the stream or `signal` aborts; rejects when the request or the stream fails. */
  watch(
    ref: ResourceRef,
    query: Record<string, string>,
    onEvent: (event: WatchEvent) => void,
    signal: AbortSignal,
  ): Promise<void>
  /** With `name` and `subresource` it posts to a subresource, such as `pods/NAME/binding`. */
  create<T extends KubeObject>(ref: ResourceRef, object: KubeObject, name?: string, subresource?: string): Promise<T>
  update<T extends KubeObject>(ref: ResourceRef, object: KubeObject, subresource?: string): Promise<T>
  patch<T extends KubeObject>(
    ref: ResourceRef,
    name: string,
    patch: unknown,
    type: PatchType,
    options?: PatchOptions,
  ): Promise<T>
  delete(ref: ResourceRef, name: string, options?: DeleteOptions): Promise<void>
  /** Any request by its path; never rejects for an HTTP status. */
  raw(method: string, path: string, body?: unknown): Promise<{ status: number; body: string }>
}

/** `/apis/apps/v1/namespaces/default/deployments/web/status`, and `/api/v1/…` for the core group. */
export function resourcePath(ref: ResourceRef, name?: string, subresource?: string): string {
  const parts = ref.group === '' ? ['api', ref.version] : ['apis', ref.group, ref.version]
  if (ref.namespace !== undefined) parts.push('namespaces', ref.namespace)
  parts.push(ref.resource)
  if (name !== undefined) parts.push(name)
  if (subresource !== undefined) parts.push(...subresource.split('/'))
  return `/${parts.map(encodeURIComponent).join('/')}`
}

/** The Content-Type of each kind of patch. */
export const patchContentTypes: Readonly<Record<PatchType, string>> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
}
