import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsLabel } from '../meta/name-rules.ts'
import { restore } from './restore.ts'
import { allocateChanged, allocateNew } from './service-allocate.ts'
import type { ServiceAllocators } from './service-allocators.ts'
import { serviceColumns } from './service-columns.ts'
import { defaultService } from './service-defaults.ts'
import { specOf } from './service-shape.ts'
import { dropUnusedFields } from './service-update.ts'
import { validateServiceStatusUpdate, validateServiceUpdate } from './service-update-validation.ts'
import { validateService } from './service-validation.ts'
import { serviceWarnings } from './service-warnings.ts'
import { allVerbs, proxyVerbs, statusVerbs } from './verbs.ts'

/** Service: a name and an address for pods. What it needs of the cluster comes from `allocators`. */
export function createServiceDefinition(allocators: ServiceAllocators): ResourceDefinition {
  return {
    group: '',
    version: 'v1',
    kind: 'Service',
    resource: 'services',
    singular: 'service',
    shortNames: ['svc'],
    categories: ['all'],
    namespaced: true,
    verbs: allVerbs,
    type: 'k8s.io/api/core/v1.Service',
    storagePrefix: 'services/specs',
    strategy: {
      applyDefaults: defaultService,
      prepareForCreate(object, { dryRun }) {
        ownSpec(object)
        allocateNew(object, allocators, dryRun)
        object['status'] = { loadBalancer: {} }
      },
      validate: (object) => validateService(object),
      warningsOnCreate: serviceWarnings,
      prepareForUpdate(object, old, { dryRun }) {
        ownSpec(object)
        allocateChanged(object, old, allocators, dryRun)
        restore(object, old, 'status')
        dropUnusedFields(object, old)
      },
      validateUpdate: validateServiceUpdate,
      warningsOnUpdate: serviceWarnings,
      validateName: nameIsLabel,
      allowCreateOnUpdate: true,
    },
    status: {
      prepareForUpdate: (object, old) => restore(object, old, 'spec'),
      validateUpdate: validateServiceStatusUpdate,
    },
    subresources: [
      { name: 'proxy', kind: 'ServiceProxyOptions', verbs: proxyVerbs },
      { name: 'status', kind: 'Service', verbs: statusVerbs },
    ],
    columns: serviceColumns,
    fieldSelectors: {
      'spec.clusterIP': (object) => specOf(object)['clusterIP'] ?? '',
      'spec.type': (object) => specOf(object)['type'] ?? '',
    },
  }
}

/** Allocation writes into the spec, which must not be anybody else's. */
function ownSpec(object: KubeObject): void {
  object['spec'] = { ...object['spec'] }
}
