import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { restore } from '../core/restore.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { statusVerbs } from '../core/verbs.ts'
import type { ResourceDefinition } from '../definition.ts'
import { keepMetaForStatus } from '../meta/keep-for-status.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateImmutable } from '../meta/object-meta-update.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { printedByGo } from '../schema/go-print.ts'
import { validateTemplateMeta } from '../meta/template-meta.ts'
import { deviceKey, validateClaimStatus } from './claim-status-validation.ts'
import { validateDeviceClaim } from './device-claim-validation.ts'

const common = { ...plainRow, group: 'resource.k8s.io', namespaced: true } as const

/** ResourceClaim: asks for devices, and says which it was given. */
export const resourceClaim: ResourceDefinition = {
  ...common,
  kind: 'ResourceClaim',
  resource: 'resourceclaims',
  singular: 'resourceclaim',
  type: 'k8s.io/api/resource/v1.ResourceClaim',
  storagePrefix: 'resourceclaims',
  strategy: {
    applyDefaults: ({ spec }) => defaultRequests(spec),
    prepareForCreate(object) {
      object['status'] = {}
    },
    validate: ({ spec }) => validateDeviceClaim(spec?.devices, 'spec.devices'),
    prepareForUpdate: (object, old) => restore(object, old, 'status'),
    validateUpdate: (object, old) => [
      ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
      ...validateKindMetaUpdate(object, old),
      ...keepSpec(object, old, 'k8s.io/api/resource/v1.ResourceClaimSpec'),
    ],
  },
  status: {
    prepareForUpdate(object, old) {
      restore(object, old, 'spec')
      keepMetaForStatus(object.metadata, old.metadata)
      forgetDeallocated(object, old)
    },
    validateUpdate: (object, old) => [...validateKindMetaUpdate(object, old), ...validateClaimStatus(object, old)],
  },
  subresources: [{ name: 'status', kind: 'ResourceClaim', verbs: statusVerbs, tables: false }],
  columns: [
    nameColumn,
    column('State', 'A summary of the current state (allocated, pending, reserved, etc.).', stateOf),
    ageColumn,
  ],
}

/** ResourceClaimTemplate: from which pods get claims of their own. */
export const resourceClaimTemplate: ResourceDefinition = {
  ...common,
  kind: 'ResourceClaimTemplate',
  resource: 'resourceclaimtemplates',
  singular: 'resourceclaimtemplate',
  type: 'k8s.io/api/resource/v1.ResourceClaimTemplate',
  storagePrefix: 'resourceclaimtemplates',
  strategy: {
    applyDefaults: ({ spec }) => defaultRequests(spec?.spec),
    validate: validateTemplate,
    validateUpdate: (object, old) => [
      ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
      ...validateTemplate(object),
      ...validateKindMetaUpdate(object, old),
      ...keepSpec(object, old, 'k8s.io/api/resource/v1.ResourceClaimTemplateSpec'),
    ],
  },
  columns: [nameColumn, ageColumn],
}

function validateTemplate({ spec }: KubeObject): FieldError[] {
  return [
    ...validateTemplateMeta(spec?.metadata, 'spec.metadata'),
    ...validateDeviceClaim(spec?.spec?.devices, 'spec.spec.devices'),
  ]
}

/** One device of the class, unless more are asked for, or all. */
function defaultRequests(spec: any): void {
  for (const { exactly, firstAvailable } of spec?.devices?.requests ?? []) {
    for (const request of [...(exactly ? [exactly] : []), ...(firstAvailable ?? [])]) {
      request.allocationMode ||= 'ExactCount'
      if (request.allocationMode === 'ExactCount') request.count ||= 1
      for (const toleration of request.tolerations ?? []) toleration.operator ||= 'Equal'
    }
  }
}

function keepSpec(object: KubeObject, old: KubeObject, type: string): FieldError[] {
  return validateImmutable(printedByGo(type, object['spec'] ?? {}), printedByGo(type, old['spec'] ?? {}), 'spec')
}

/** What drivers said of devices goes with the allocation of these. */
function forgetDeallocated(object: KubeObject, old: KubeObject): void {
  const devices: unknown[] | undefined = object['status']?.devices
  if (!devices) return
  const keys = ({ status }: KubeObject): string[] => (status?.allocation?.devices?.results ?? []).map(deviceKey)
  const now = keys(object)
  const gone = keys(old).filter((key) => !now.includes(key))
  const { devices: _all, ...status } = object['status']
  const kept = devices.filter((device) => !gone.includes(deviceKey(device)))
  object['status'] = kept.length > 0 ? { ...status, devices: kept } : status
}

function stateOf({ metadata, status }: KubeObject): string {
  const deleted = metadata.deletionTimestamp ? ['deleted'] : []
  if (!status?.allocation) return deleted[0] ?? 'pending'
  return [...deleted, 'allocated', ...((status.reservedFor ?? []).length > 0 ? ['reserved'] : [])].join(',')
}
