/** All kinds that are served, as rows, and how to find one. */
import { admissionregistrationRows } from './admissionregistration/rows.ts'
import { apiextensionsRows } from './apiextensions/rows.ts'
import { apiregistrationRows } from './apiregistration/rows.ts'
import { appsRows } from './apps/rows.ts'
import { authenticationRows } from './authentication/rows.ts'
import { authorizationRows } from './authorization/rows.ts'
import { autoscalingRows } from './autoscaling/rows.ts'
import { batchRows } from './batch/rows.ts'
import { certificatesRows } from './certificates/rows.ts'
import { coordinationRows } from './coordination/rows.ts'
import { discoveryRows } from './discovery/rows.ts'
import { eventsRows } from './events/rows.ts'
import { flowcontrolRows } from './flowcontrol/rows.ts'
import { networkingRows } from './networking/rows.ts'
import { nodeRows } from './node/rows.ts'
import { policyRows } from './policy/rows.ts'
import { rbacRows } from './rbac/rows.ts'
import { resourceRows } from './resource/rows.ts'
import { schedulingRows } from './scheduling/rows.ts'
import { storageRows } from './storage/rows.ts'
import { coreRows, type CoreOptions } from './core/rows.ts'
import type { ResourceDefinition } from './definition.ts'

/** What the rows need to know of the cluster; without `services` there are none yet. */
export type CatalogOptions = Omit<CoreOptions, 'services'> & Partial<Pick<CoreOptions, 'services'>>

/** The rows with their lookups. */
export interface Catalog {
  /** In the order of discovery: core first, then by group. */
  readonly definitions: readonly ResourceDefinition[]
  byResource(group: string, version: string, resource: string): ResourceDefinition | undefined
  byKind(group: string, version: string, kind: string): ResourceDefinition | undefined
}

/** A catalog of every built-in kind. */
export function createCatalog(options: CatalogOptions): Catalog {
  return catalogOf([
    ...coreRows({ services: () => [], ...options }),
    ...admissionregistrationRows,
    ...apiextensionsRows,
    ...apiregistrationRows,
    ...appsRows,
    ...authenticationRows,
    ...authorizationRows,
    ...autoscalingRows,
    ...batchRows,
    ...certificatesRows,
    ...coordinationRows,
    ...discoveryRows,
    ...eventsRows,
    ...flowcontrolRows,
    ...networkingRows,
    ...nodeRows,
    ...policyRows,
    ...rbacRows,
    ...resourceRows,
    ...schedulingRows,
    ...storageRows,
  ])
}

/** A catalog of these rows. Throws RangeError when two rows claim one path. */
function catalogOf(definitions: readonly ResourceDefinition[]): Catalog {
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
