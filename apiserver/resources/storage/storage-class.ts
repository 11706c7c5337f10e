import { notSupported, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { nodeLabelWarnings } from '../core/node-labels.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { immutableText, validateImmutable } from '../meta/object-meta-update.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { validateAllowedTopologies } from './allowed-topologies.ts'
import { validateParameters, validateProvisioner } from './parameters.ts'

/** StorageClass: how volumes for claims that name it are made. */
export const storageClass: ResourceDefinition = {
  ...plainRow,
  group: 'storage.k8s.io',
  kind: 'StorageClass',
  resource: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  namespaced: false,
  type: 'k8s.io/api/storage/v1.StorageClass',
  storagePrefix: 'storageclasses',
  strategy: {
    applyDefaults(object) {
      object['reclaimPolicy'] ??= 'Delete'
      object['volumeBindingMode'] ??= 'Immediate'
    },
    validate,
    warningsOnCreate: topologyWarnings,
    validateUpdate: (object, old) => [
      ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
      ...validate(object),
      ...validateKindMetaUpdate(object, old),
      ...validateImmutable(object['parameters'] ?? null, old['parameters'] ?? null, 'parameters'),
      ...immutableText(object['provisioner'], old['provisioner'], 'provisioner'),
      ...['reclaimPolicy', 'volumeBindingMode'].flatMap((field) => validateImmutable(object[field], old[field], field)),
    ],
    warningsOnUpdate: topologyWarnings,
  },
  columns: [
    { ...nameColumn, cell: nameAndDefault },
    column('Provisioner', 'provisioner indicates the type of the provisioner.',
      (object) => object['provisioner'] ?? ''),
    column(
      'ReclaimPolicy',
      'reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class. ' +
        'Defaults to Delete.',
      (object) => object['reclaimPolicy'] ?? 'Delete'),
    column(
      'VolumeBindingMode',
      'volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.  When ' +
        'unset, VolumeBindingImmediate is used. This field is only honored by servers that enable the ' +
        'VolumeScheduling feature.',
      (object) => object['volumeBindingMode'] ?? 'Immediate'),
    column(
      'AllowVolumeExpansion', 'allowVolumeExpansion shows whether the storage class allow volume expand.',
      (object) => object['allowVolumeExpansion'] ?? false),
    ageColumn,
  ],
}

const defaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class',
]

/** Whether claims without a class get this one. Upstream: storageutil.IsDefaultAnnotation. */
export function isDefaultStorageClass({ metadata }: KubeObject): boolean {
  return defaultAnnotations.some((key) => metadata.annotations?.[key] === 'true')
}

function nameAndDefault(object: KubeObject): string {
  return `${object.metadata.name ?? ''}${isDefaultStorageClass(object) ? ' (default)' : ''}`
}

function validate(object: KubeObject): FieldError[] {
  const { provisioner, parameters, reclaimPolicy, volumeBindingMode, allowedTopologies } = object
  return [
    ...validateProvisioner(provisioner, 'provisioner'),
    ...validateParameters(parameters, 'parameters', { allowEmpty: true }),
    ...(reclaimPolicy && !['Delete', 'Retain'].includes(reclaimPolicy)
      ? [notSupported('reclaimPolicy', reclaimPolicy, ['Delete', 'Retain'])]
      : []),
    ...validateBindingMode(volumeBindingMode),
    ...validateAllowedTopologies(allowedTopologies, 'allowedTopologies'),
  ]
}

function validateBindingMode(mode: string | undefined): FieldError[] {
  if (mode === undefined) return [required('volumeBindingMode')]
  const modes = ['Immediate', 'WaitForFirstConsumer']
  return modes.includes(mode) ? [] : [notSupported('volumeBindingMode', mode, modes)]
}

function topologyWarnings({ allowedTopologies = [] }: KubeObject): string[] {
  return (allowedTopologies as any[]).flatMap(({ matchLabelExpressions = [] }, index) =>
    nodeLabelWarnings(matchLabelExpressions.map(({ key = '' }) => key), (message, _key, at) =>
      `allowedTopologies[${index}].matchLabelExpressions[${at}].key: ${message}`))
}
