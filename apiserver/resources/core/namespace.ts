import { invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isQualifiedName } from '../../../apimachinery/names.ts'
import type { ResourceDefinition, SubresourceStrategy } from '../definition.ts'
import { validateKubeFinalizer } from '../meta/finalizers.ts'
import { nameIsLabel } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { restore } from './restore.ts'
import { ageColumn, column, nameColumn } from './table-columns.ts'
import { allVerbs, statusVerbs } from './verbs.ts'

/** The label by which selectors find a namespace by name. */
const namespaceNameLabel = 'kubernetes.io/metadata.name'

/** Namespace: it goes when its finalizers, `kubernetes` first of all, are gone. */
export const namespace: ResourceDefinition = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  resource: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  verbs: allVerbs.filter((verb) => verb !== 'deletecollection'),
  type: 'k8s.io/api/core/v1.Namespace',
  storagePrefix: 'namespaces',
  strategy: {
    applyDefaults,
    prepareForCreate,
    validate,
    prepareForUpdate(object, old) {
      restore(object, old, 'status')
      object['spec'] = { ...object['spec'], finalizers: old['spec']?.finalizers ?? [] }
    },
    validateUpdate: (object, old) => [
      ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsLabel }),
      ...validate(object),
      ...validateKindMetaUpdate(object, old),
    ],
    canonicalize: labelWithName,
    validateName: nameIsLabel,
  },
  status: {
    prepareForUpdate: (object, old) => restore(object, old, 'spec'),
    validateUpdate: (object, old) => [...validateKindMetaUpdate(object, old), ...validatePhase(object)],
  },
  subresources: [
    { name: 'finalize', kind: 'Namespace', verbs: ['update'], tables: false },
    { name: 'status', kind: 'Namespace', verbs: statusVerbs },
  ],
  columns: [nameColumn, column('Status', 'The status of the namespace', phaseOf), ageColumn],
  fieldSelectors: { 'status.phase': phaseOf },
}

/** How `finalize` is written: the one way to change `spec.finalizers`. */
export const namespaceFinalize: SubresourceStrategy = {
  prepareForUpdate: (object, old) => restore(object, old, 'status'),
  validateUpdate: (object, old) => [
    ...validateKindMetaUpdate(object, old),
    ...finalizersOf(object).flatMap((name, at) => validateSpecFinalizer(name, `spec.finalizers[${at}]`)),
  ],
}

function applyDefaults(object: KubeObject): void {
  if (object.metadata.name) labelWithName(object)
  object['status'] = { ...object['status'], phase: phaseOf(object) || 'Active' }
}

/** Also after a name was generated. */
function labelWithName(object: KubeObject): void {
  object.metadata.labels = { ...object.metadata.labels, [namespaceNameLabel]: object.metadata.name ?? '' }
}

function prepareForCreate(object: KubeObject): void {
  object['status'] = { phase: 'Active' }
  const finalizers = finalizersOf(object)
  if (finalizers.includes('kubernetes')) return
  object['spec'] = { ...object['spec'], finalizers: [...finalizers, 'kubernetes'] }
}

function validate(object: KubeObject): FieldError[] {
  return finalizersOf(object).flatMap((name) => validateSpecFinalizer(name, 'spec.finalizers'))
}

function validateSpecFinalizer(name: string, path: string): FieldError[] {
  return [...isQualifiedName(name).map((message) => invalid(path, name, message)), ...validateKubeFinalizer(name, path)]
}

function validatePhase(object: KubeObject): FieldError[] {
  const [wanted, state] = object.metadata.deletionTimestamp ? ['Terminating', 'not empty'] : ['Active', 'empty']
  if (phaseOf(object) === wanted) return []
  return [invalid('status.Phase', phaseOf(object), `may only be '${wanted}' if \`deletionTimestamp\` is ${state}`)]
}

function finalizersOf(object: KubeObject): string[] {
  return object['spec']?.finalizers ?? []
}

function phaseOf(object: KubeObject): string {
  return object['status']?.phase ?? ''
}
