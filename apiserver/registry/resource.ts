import { ApiError, badRequest } from '../../apimachinery/api-error.ts'
import { isPathSegmentName } from '../../apimachinery/names.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ResourceName } from '../../apimachinery/api-error.ts'
import type { RequestContext, ResourceDefinition } from '../resources/definition.ts'
import type { StructType } from '../resources/schema/schema.ts'
import type { Store } from '../storage/store.ts'
import type { CachedObject, ReadDecorator, ResourceCache } from '../watch/cache-contract.ts'

/** One served kind with what its verbs need: its row, where it is stored, and where it is read. */
export interface Resource {
  readonly definition: ResourceDefinition
  readonly struct: StructType
  readonly store: Store
  readonly cache: ResourceCache
  /** The same stored objects in other versions of the API, by `apiVersion`. */
  readonly otherVersions?: ReadonlyMap<string, Resource>
  /** The object as Go would marshal it: field order, zero values dropped or filled in. A new object. */
  toWire(object: KubeObject): KubeObject
  /** What is shown of an object in its stored form, where that is not the same. */
  readonly decorate?: ReadDecorator
  /** Writes that may wait for the disk (heartbeats): same promises in memory, durable a little later. */
  readonly volatile?: boolean
}

/**
 * How a write goes on. What is done with a large object takes a tenth of a second and more altogether: its larger steps
 * have turns of the event loop of their own. All others are written without a pause.
 */
export interface Pace {
  /** Whether what is written, or what it is to replace, is large. */
  isLarge: boolean
}

/** What a write is told of the request it belongs to. */
export interface WriteRequest {
  readonly context: RequestContext
  /** Mutating admission: may change `object`; a delete has none. */
  mutate(object: KubeObject | undefined, old: KubeObject | undefined): Promise<void>
  /** Throws 403 where the user may change the object but not create it; asked where an update finds none. */
  mayCreate?(): Promise<void>
  /** Validating admission. */
  validate(object: KubeObject | undefined, old: KubeObject | undefined): Promise<void>
  /** Who owns which field after this write; changes `object`. */
  track(object: KubeObject, old: KubeObject | undefined): Promise<void>
  readonly pace?: Pace
}

/** What came of a write. `object` carries its resourceVersion (none in a dry run of a create). */
export interface Written {
  readonly object: KubeObject
  readonly created: boolean
  /** The same as it is kept, bytes and all; none where nothing was written, or it has been replaced already. */
  readonly cached?: CachedObject
}

/** How messages name the kind. */
export function nameOf({ definition }: Resource): ResourceName {
  return { group: definition.group, resource: definition.resource }
}

/** Where a collection lies; with the trailing slash. */
export function collectionKey({ definition }: Resource, namespace: string): string {
  const base = `/registry/${definition.storagePrefix}/`
  return definition.namespaced && namespace !== '' ? `${base}${namespace}/` : base
}

/** The same for a namespace that a client names. Throws 500, as upstream's store, for one that would lead elsewhere. */
export function askedCollectionKey(resource: Resource, namespace: string, name = ''): string {
  if (namespace !== '.' && namespace !== '..') return collectionKey(resource, namespace)
  const key = `/${resource.definition.storagePrefix}/${namespace}${name && `/${name}`}`
  throw new ApiError(500, '', `invalid key: ${JSON.stringify(key)}`)
}

/** What leads elsewhere in a path: another object's place, or a whole collection's. */
const leadsElsewhere = /[/%]|^\.\.?$/

/** Where one object lies. Throws 400 for a name that would lead elsewhere. Upstream: registry.NamespaceKeyFunc. */
export function objectKey(resource: Resource, namespace: string, name: string): string {
  if (leadsElsewhere.test(name)) {
    throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: ${isPathSegmentName(name).join(';')}`)
  }
  return `${askedCollectionKey(resource, namespace, name)}${name}`
}
