import type { KubeObject } from '../../../apimachinery/meta.ts'
import { parseQuantity } from '../../../apimachinery/quantity.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateQuota, validateQuotaStatusUpdate, validateQuotaUpdate } from './resource-quota-validation.ts'
import { restore } from './restore.ts'
import { roundResources } from './round-resources.ts'
import { ageColumn, column, nameColumn } from './table-columns.ts'
import { allVerbs, statusVerbs } from './verbs.ts'

/** ResourceQuota: how much all objects of a namespace may ask for together. */
export const resourceQuota: ResourceDefinition = {
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  resource: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  type: 'k8s.io/api/core/v1.ResourceQuota',
  storagePrefix: 'resourcequotas',
  strategy: {
    applyDefaults(object) {
      roundResources(object['spec']?.hard)
      roundResources(object['status']?.hard)
      roundResources(object['status']?.used)
    },
    prepareForCreate(object) {
      object['status'] = {}
    },
    validate: validateQuota,
    warningsOnCreate,
    prepareForUpdate: (object, old) => restore(object, old, 'status'),
    validateUpdate: validateQuotaUpdate,
    validateName: nameIsSubdomain,
  },
  status: {
    prepareForUpdate: (object, old) => restore(object, old, 'spec'),
    validateUpdate: validateQuotaStatusUpdate,
  },
  subresources: [{ name: 'status', kind: 'ResourceQuota', verbs: statusVerbs }],
  columns: [
    nameColumn,
    column(
      'Request', 'Request represents a minimum amount of cpu/memory that a container may consume.',
      (object) => usage(object, (name) => !isLimit(name)),
    ),
    column(
      'Limit',
      'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.',
      (object) => usage(object, isLimit),
    ),
    ageColumn,
  ],
  fieldSelectors: {},
}

const isLimit = (name: string): boolean => name.startsWith('limits.')

function usage({ status }: KubeObject, shows: (name: string) => boolean): string {
  const { hard = {}, used = {} } = status ?? {}
  return Object.keys(hard ?? {}).filter(shows).sort().map((name) => `${name}: ${used?.[name] ?? '0'}/${hard[name]}`)
    .join(', ')
}

const paired: readonly (readonly [limit: string, ...requests: string[]])[] = [
  ['limits.cpu', 'requests.cpu', 'cpu'],
  ['limits.memory', 'requests.memory', 'memory'],
  ['limits.storage', 'requests.storage'],
  ['limits.ephemeral-storage', 'requests.ephemeral-storage'],
]

function warningsOnCreate({ spec }: KubeObject): string[] {
  const hard: Readonly<Record<string, string>> = spec?.hard ?? {}
  return paired.flatMap(([limitName, ...requestNames]) => {
    const requestName = requestNames.find((name) => hard[name] !== undefined) ?? ''
    const [request, limit] = [parseQuantity(hard[requestName] ?? ''), parseQuantity(hard[limitName] ?? '')]
    if (request === undefined || limit === undefined || request.compare(limit) <= 0) return []
    return [`ResourceQuota ${requestName} (${request}) should be less than ${limitName} (${limit})`]
  })
}
