import { apiVersionOf, type KubeObject } from '../../apimachinery/meta.ts'
import type { Resource } from '../registry/resource.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { toWire } from '../resources/schema/encode.ts'
import type { Schema, StructType } from '../resources/schema/schema.ts'
import type { Store } from '../storage/store.ts'
import type { WatchCache } from '../watch/cache-contract.ts'
import { withEffects } from './write-effects.ts'

/** The served kinds by `group/version/resource`. */
export type Resources = ReadonlyMap<string, Resource>

/** Binds rows to the store and the cache. */
export function createResources(
  definitions: readonly ResourceDefinition[],
  { store, cache, schema }: { store: Store; cache: WatchCache; schema: Schema },
): Resources {
  const versions = new Map<string, Map<string, Resource>>()
  return new Map(definitions.map((definition): [string, Resource] => {
    const { group, version, resource, storagePrefix, fieldSelectors, type, effects, onRead } = definition
    const struct = schema.struct(type)
    const decorate = onRead && ((stored: KubeObject) => inWireOrder(struct, stored, onRead(stored)))
    const objects = cache.resource({ prefix: `/registry/${storagePrefix}/`, fieldSelectors, decorate })
    const otherVersions = versions.get(storagePrefix) ?? new Map<string, Resource>()
    versions.set(storagePrefix, otherVersions)
    const served: Resource = {
      definition, struct, otherVersions,
      store: effects ? withEffects(store, effects, (key) => objects.get(key)?.object) : store,
      cache: objects,
      toWire: (object) => toWire(struct, object),
      ...(decorate ? { decorate } : {}),
    }
    otherVersions.set(apiVersionOf(definition), served)
    return [`${group}/${version}/${resource}`, served]
  }))
}

function inWireOrder(struct: StructType, stored: KubeObject, shown: KubeObject): KubeObject {
  return shown === stored ? stored : toWire(struct, shown)
}
