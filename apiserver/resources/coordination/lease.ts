import { forbidden, invalid, notSupported } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isQualifiedName } from '../../../apimachinery/names.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { allVerbs } from '../core/verbs.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateObjectMetaUpdate } from '../meta/object-meta-update.ts'

/** Lease: who holds something, until when. */
export const lease: ResourceDefinition = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  resource: 'leases',
  singular: 'lease',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  type: 'k8s.io/api/coordination/v1.Lease',
  storagePrefix: 'leases',
  strategy: {
    applyDefaults: () => {},
    prepareForCreate: (object) => dropCoordination(object, undefined),
    validate,
    prepareForUpdate: dropCoordination,
    validateUpdate: (object, old) => [...validateObjectMetaUpdate(object.metadata, old.metadata), ...validate(object)],
    validateName: nameIsSubdomain,
    allowAnyFinalizer: true,
    allowCreateOnUpdate: true,
    allowUnconditionalUpdate: false,
  },
  subresources: [],
  columns: [
    nameColumn,
    column(
      'Holder',
      'holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is '
        + 'used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field.',
      (object) => object['spec']?.holderIdentity ?? '',
    ),
    ageColumn,
  ],
  fieldSelectors: {},
}

/** Coordinated leader election is not switched on, so its fields are dropped unless they are stored already. */
function dropCoordination(object: KubeObject, old: KubeObject | undefined): void {
  if (!object['spec']) return
  for (const field of ['strategy', 'preferredHolder']) {
    if (old?.['spec']?.[field] === undefined) delete object['spec'][field]
  }
}

function validate(object: KubeObject): FieldError[] {
  const { leaseDurationSeconds: duration, leaseTransitions: transitions, strategy, preferredHolder } =
    object['spec'] ?? {}
  const errors: FieldError[] = []
  if (typeof duration === 'number' && duration <= 0) {
    errors.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'))
  }
  if (typeof transitions === 'number' && transitions < 0) {
    errors.push(invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'))
  }
  if (typeof strategy === 'string') errors.push(...validateStrategy(strategy))
  if (preferredHolder && !strategy) {
    errors.push(forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined'))
  }
  return errors
}

/** The path says `strategy` twice, as upstream's does. */
function validateStrategy(strategy: string): FieldError[] {
  const path = 'spec.strategy.strategy'
  if (strategy.includes('/')) return isQualifiedName(strategy).map((message) => invalid(path, strategy, message))
  return strategy === 'OldestEmulationVersion' ? [] : [notSupported(path, strategy, ['OldestEmulationVersion'])]
}
