import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isExtendedResource } from '../core/resource-quantities.ts'
import { ageColumn, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition } from '../definition.ts'
import { raiseGeneration } from '../meta/generation.ts'
import { wholeNameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { validateList } from './collections.ts'
import { maxConfigs, validateConfiguration, validateSelectors } from './device-claim-validation.ts'

/** DeviceClass: a sort of devices, by what its selectors say. */
export const deviceClass: ResourceDefinition = {
  ...plainRow,
  group: 'resource.k8s.io',
  kind: 'DeviceClass',
  resource: 'deviceclasses',
  singular: 'deviceclass',
  namespaced: false,
  type: 'k8s.io/api/resource/v1.DeviceClass',
  storagePrefix: 'deviceclasses',
  strategy: {
    applyDefaults: () => {},
    prepareForCreate(object) {
      object.metadata.generation = 1
    },
    validate,
    validateName: wholeNameIsSubdomain,
    prepareForUpdate: (object, old) => raiseGeneration(object, old, 'k8s.io/api/resource/v1.DeviceClassSpec'),
    validateUpdate: (object, old) => [
      ...validateKindMeta(object.metadata, { namespaced: false, validateName: wholeNameIsSubdomain }),
      ...validateKindMetaUpdate(object, old),
      ...validate(object),
    ],
  },
  columns: [nameColumn, ageColumn],
}

function validate({ spec = {} }: KubeObject): FieldError[] {
  const { selectors, config, extendedResourceName: extended } = spec
  const path = 'spec.extendedResourceName'
  return [
    ...validateSelectors(selectors, 'spec.selectors'),
    ...validateList<any>(config, maxConfigs, validateConfiguration, 'spec.config'),
    ...(extended === undefined || isExtendedResource(extended) ? []
      : [invalid(path, extended, 'must be a valid extended resource name')]),
  ]
}
