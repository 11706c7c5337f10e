import { randomUUID } from 'node:crypto'
import type { ResourceDefinition } from '../definition.ts'
import { emptyListIsNull } from '../meta/empty-lists.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta } from '../meta/of-kind.ts'
import { validateLimitRange } from './limit-range-validation.ts'
import { roundResources } from './round-resources.ts'
import { createdColumn, nameColumn } from './table-columns.ts'
import { allVerbs } from './verbs.ts'

/** LimitRange: what each container, pod or claim of a namespace may ask for, and what it gets unasked. */
export const limitRange: ResourceDefinition = {
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  resource: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  type: 'k8s.io/api/core/v1.LimitRange',
  storagePrefix: 'limitranges',
  strategy: {
    applyDefaults: (object) => object['spec']?.limits?.forEach(defaultItem),
    prepareForCreate(object) {
      object.metadata.name ||= randomUUID()
    },
    validate: validateLimitRange,
    validateUpdate: (object) => [
      ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
      ...validateLimitRange(object),
    ],
    canonicalize: ({ spec }) => emptyListIsNull(spec ?? {}, 'limits'),
    validateName: nameIsSubdomain,
    allowCreateOnUpdate: true,
  },
  subresources: [],
  columns: [nameColumn, createdColumn],
  fieldSelectors: {},
}

/** A container's default limit is the most it may have; its default request is that limit, or else the least. */
function defaultItem(item: any): void {
  if (item.type === 'Container') {
    item.default = { ...item.max, ...item.default }
    item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest }
  }
  for (const field of ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']) roundResources(item[field])
}
