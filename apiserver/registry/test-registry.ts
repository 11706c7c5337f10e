import { silentLogger } from '../../apimachinery/log.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { configMap } from '../resources/core/config-map.ts'
import type { RequestContext } from '../resources/definition.ts'
import { toWire } from '../resources/schema/encode.ts'
import { builtinSchema } from '../resources/schema/load.ts'
import { openMemoryStore } from '../storage/memory/memory-store.ts'
import { createWatchCache } from '../watch/cache.ts'
import { createObject } from './create.ts'
import type { Resource, WriteRequest } from './resource.ts'

/**
 * ConfigMaps on a store in memory, for tests of the verbs; objects are frozen, so that a verb that changes one fails.
 */
export async function configMaps(now: () => number = Date.now): Promise<Resource> {
  const store = openMemoryStore()
  const cache = await createWatchCache({ store, log: silentLogger, freeze: true, now })
  const struct = builtinSchema().struct(configMap.type)
  return {
    definition: configMap, struct, store,
    cache: cache.resource({
      prefix: `/registry/${configMap.storagePrefix}/`, fieldSelectors: configMap.fieldSelectors,
    }),
    toWire: (object) => toWire(struct, object),
  }
}

/** A request in namespace `default` that admission lets through. */
export function request(context: Partial<RequestContext> = {}): WriteRequest & { warnings: string[] } {
  const warnings: string[] = []
  return {
    warnings,
    context: {
      user: { name: 'tester', uid: '', groups: [], extra: {} },
      verb: 'create', namespace: 'default', name: '', subresource: '', dryRun: false, fieldManager: 'test',
      warn: (text) => warnings.push(text), now: () => new Date('2030-01-01T00:00:00Z'),
      ...context,
    },
    mutate: async () => {}, validate: async () => {}, track: async () => {},
  }
}

/** A ConfigMap as a client sends it. */
export function given(
  name: string, data: Record<string, string> = {}, metadata: KubeObject['metadata'] = {},
): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data }
}

/** One that is stored. */
export async function stored(resource: Resource, name: string, data = {}, metadata = {}): Promise<KubeObject> {
  return (await createObject(resource, given(name, data, metadata), request())).object
}
