/** All kinds that are served, as rows, and how to find one. */
import { deployment } from './apps/deployment.ts'
import { replicaSet } from './apps/replica-set.ts'
import { lease } from './coordination/lease.ts'
import { configMap } from './core/config-map.ts'
import { event } from './core/event.ts'
import { namespace } from './core/namespace.ts'
import { node } from './core/node.ts'
import { pod } from './core/pod.ts'
import { secret } from './core/secret.ts'
import { createServiceAllocators } from './core/service-allocators.ts'
import { createServiceDefinition } from './core/service.ts'
import { serviceAccount } from './core/service-account.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ResourceDefinition } from './definition.ts'
import { event as groupEvent } from './events/event.ts'

/** What the rows need to know of the cluster. */
export interface CatalogOptions {
  /** The network of cluster IPs, `10.43.0.0/16`; two with a comma for dual stack. */
  serviceCidr: string
  /** The ports for NodePort services, `30000-32767`. */
  nodePortRange?: string
  /** The stored Services, whose addresses and ports are taken; asked at each allocation. */
  services?(): Iterable<KubeObject>
}

/** The rows with their lookups. */
export interface Catalog {
  /** In the order of discovery: core first, then by group. */
  readonly definitions: readonly ResourceDefinition[]
  byResource(group: string, version: string, resource: string): ResourceDefinition | undefined
  byKind(group: string, version: string, kind: string): ResourceDefinition | undefined
}

/** A catalog of every built-in kind. */
export function createCatalog(options: CatalogOptions): Catalog {
  const allocators = createServiceAllocators({ services: () => [], ...options })
  return catalogOf([
    configMap,
    event,
    namespace,
    node,
    pod,
    secret,
    createServiceDefinition(allocators),
    serviceAccount,
    deployment,
    replicaSet,
    lease,
    groupEvent,
  ])
}

/** A catalog of these rows. Throws RangeError when two rows claim one path. */
export function catalogOf(definitions: readonly ResourceDefinition[]): Catalog {
  const resources = index(definitions, ({ group, version, resource }) => `${group}/${version}/${resource}`)
  const kinds = index(definitions, ({ group, version, kind }) => `${group}/${version}/${kind}`)
  return {
    definitions,
    byResource: (group, version, resource) => resources.get(`${group}/${version}/${resource}`),
    byKind: (group, version, kind) => kinds.get(`${group}/${version}/${kind}`),
  }
}

function index(
  definitions: readonly ResourceDefinition[], keyOf: (definition: ResourceDefinition) => string,
): ReadonlyMap<string, ResourceDefinition> {
  const map = new Map<string, ResourceDefinition>()
  for (const definition of definitions) {
    const key = keyOf(definition)
    if (map.has(key)) throw new RangeError(`cannot catalog ${key}: it is there already`)
    map.set(key, definition)
  }
  return map
}
