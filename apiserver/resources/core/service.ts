import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsLabel } from '../meta/name-rules.ts'
import { restore } from './restore.ts'
import { allocateChanged, allocateNew } from './service-allocate.ts'
import type { Operation, ServiceAllocators } from './service-allocators.ts'
import { serviceColumns } from './service-columns.ts'
import { defaultService } from './service-defaults.ts'
import { serviceEffects } from './service-effects.ts'
import { specOf } from './service-shape.ts'
import { dropUnusedFields } from './service-update.ts'
import { validateServiceStatusUpdate, validateServiceUpdate } from './service-update-validation.ts'
import { validateService } from './service-validation.ts'
import { shownService } from './service-shown.ts'
import { serviceWarnings } from './service-warnings.ts'
import { allVerbs, proxyVerbs, statusVerbs } from './verbs.ts'

/** What Services need of the cluster. */
export interface ServiceOptions {
  allocators: ServiceAllocators
  /** Endpoints go with their Service, so that another one of the same name does not find them. */
  removeEndpoints?(service: KubeObject): Promise<void>
}

/** Service: a name and an address for pods. */
export function createServiceDefinition(options: ServiceOptions): ResourceDefinition {
  const { allocators, removeEndpoints = async () => {} } = options
  const { families } = allocators
  const operations = new WeakMap<KubeObject, Operation>()
  /** What was allocated for an object goes back when it is refused. */
  const allocating = (object: KubeObject, dryRun: boolean, allocate: (operation: Operation) => void): void => {
    const operation = allocators.begin(dryRun)
    operations.set(object, operation)
    try {
      allocate(operation)
    } catch (error) {
      operation.cancel()
      throw error
    }
  }
  const orGiveBack = (object: KubeObject, errors: FieldError[]): FieldError[] => {
    if (errors.length > 0) operations.get(object)?.cancel()
    return errors
  }
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
        allocating(object, dryRun, (operation) => allocateNew(object, families, operation))
        object['status'] = { loadBalancer: {} }
      },
      validate: (object) => orGiveBack(object, validateService(object)),
      warningsOnCreate: serviceWarnings,
      prepareForUpdate(object, old, { dryRun }) {
        ownSpec(object)
        allocating(object, dryRun, (operation) => allocateChanged(object, old, families, operation))
        restore(object, old, 'status')
        dropUnusedFields(object, old)
      },
      validateUpdate: (object, old) => orGiveBack(object, validateServiceUpdate(object, old)),
      warningsOnUpdate: serviceWarnings,
      validateName: nameIsLabel,
      allowCreateOnUpdate: true,
    },
    effects: serviceEffects(allocators, removeEndpoints),
    onRead: (stored) => shownService(stored, families),
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
