import { formatTime, type KubeObject } from '../../../apimachinery/meta.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition } from '../definition.ts'
import { raiseGeneration } from '../meta/generation.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { listValues } from './device-validation.ts'
import { validateSliceSpec } from './slice-validation.ts'

/** ResourceSlice: the devices that a driver offers. */
export const resourceSlice: ResourceDefinition = {
  ...plainRow,
  group: 'resource.k8s.io',
  kind: 'ResourceSlice',
  resource: 'resourceslices',
  singular: 'resourceslice',
  namespaced: false,
  type: 'k8s.io/api/resource/v1.ResourceSlice',
  storagePrefix: 'resourceslices',
  strategy: {
    applyDefaults: stampTaints,
    prepareForCreate(object) {
      object.metadata.generation = 1
      dropDisabled(object, undefined)
    },
    validate: ({ spec }) => validateSliceSpec(spec ?? {}, undefined),
    warningsOnCreate: driverWarnings,
    prepareForUpdate(object, old) {
      raiseGeneration(object, old, 'k8s.io/api/resource/v1.ResourceSliceSpec')
      dropDisabled(object, old)
    },
    validateUpdate: (object, old) => [
      ...validateKindMetaUpdate(object, old),
      ...validateSliceSpec(object['spec'] ?? {}, old['spec'] ?? {}),
    ],
    warningsOnUpdate: driverWarnings,
  },
  columns: [
    nameColumn,
    column(
      'Node',
      'NodeName identifies the node which provides the resources in this pool. A field selector can be used to list '
        + 'only ResourceSlice objects belonging to a certain node.\n\n'
        + 'This field can be used to limit access from nodes to ResourceSlices with the same node name. It also '
        + 'indicates to autoscalers that adding new nodes of the same type as some old node might also make new '
        + 'resources available.\n\n'
        + 'Exactly one of NodeName, NodeSelector, AllNodes, and PerDeviceNodeSelection must be set. This field is '
        + 'immutable.',
      ({ spec }) => spec?.nodeName ?? '',
    ),
    column(
      'Driver',
      'Driver identifies the DRA driver providing the capacity information. A field selector can be used to list '
        + 'only ResourceSlice objects with a certain driver name.\n\n'
        + 'Must be a DNS subdomain and should end with a DNS domain owned by the vendor of the driver. It should use '
        + 'only lower case characters. This field is immutable.',
      ({ spec }) => spec?.driver ?? '',
    ),
    column(
      'Pool',
      'Name is used to identify the pool. For node-local devices, this is often the node name, but this is not '
        + 'required.\n\n'
        + 'It must not be longer than 253 characters and must consist of one or more DNS sub-domains separated by '
        + 'slashes. This field is immutable.',
      ({ spec }) => spec?.pool?.name ?? '',
    ),
    ageColumn,
  ],
  fieldSelectors: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    'spec.driver': ({ spec }) => spec?.driver ?? '',
  },
}

const devicesOf = ({ spec }: KubeObject | { spec?: any }): any[] => spec?.devices ?? []

/** A taint without a time was added now. */
function stampTaints(object: KubeObject): void {
  for (const { taints } of devicesOf(object)) {
    for (const taint of taints ?? []) taint.timeAdded ??= formatTime(new Date())
  }
}

/**
 * Lists as attributes and mappings to what nodes allocate are not switched on; dropped unless they are stored already.
 */
function dropDisabled(object: KubeObject, old: KubeObject | undefined): void {
  const before = old ? devicesOf(old) : []
  const hasLists = ({ attributes }: any): boolean =>
    Object.values(attributes ?? {}).some((one: any) => listValues.some((field) => one[field] !== undefined))
  const keepLists = before.some(hasLists)
  const keepMappings = before.some(
    ({ nodeAllocatableResourceMappings: mappings }) => Object.keys(mappings ?? {}).length > 0,
  )
  for (const device of devicesOf(object)) {
    if (!keepMappings) delete device.nodeAllocatableResourceMappings
    if (keepLists) continue
    for (const attribute of Object.values<any>(device.attributes ?? {})) {
      for (const field of listValues) delete attribute[field]
    }
  }
}

function driverWarnings({ spec }: KubeObject): string[] {
  const driver: string = spec?.driver ?? ''
  if (driver === driver.toLowerCase()) return []
  return [`spec.driver: driver names should be lowercase; ${JSON.stringify(driver)} contains uppercase characters`]
}
