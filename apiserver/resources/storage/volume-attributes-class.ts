import { semanticEqual } from '../../../apimachinery/equality.ts'
import { forbidden } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { validateParameters, validateProvisioner } from './parameters.ts'

/** VolumeAttributesClass: settings of volumes that a driver can change while they are in use. */
export const volumeAttributesClass: ResourceDefinition = {
  ...plainRow,
  group: 'storage.k8s.io',
  kind: 'VolumeAttributesClass',
  resource: 'volumeattributesclasses',
  singular: 'volumeattributesclass',
  shortNames: ['vac'],
  namespaced: false,
  type: 'k8s.io/api/storage/v1.VolumeAttributesClass',
  storagePrefix: 'volumeattributesclasses',
  strategy: { applyDefaults: () => {}, validate, validateUpdate },
  columns: [
    nameColumn,
    column('DriverName', 'Name of the CSI driver This field is immutable.', (object) => object['driverName'] ?? ''),
    ageColumn,
  ],
}

function validate({ driverName, parameters }: KubeObject): FieldError[] {
  return [
    ...validateProvisioner(driverName, 'driverName'),
    ...validateParameters(parameters, 'parameters', { allowEmpty: false }),
  ]
}

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const changed = (field: string, none: unknown): FieldError[] =>
    (semanticEqual(object[field] ?? none, old[field] ?? none)
      ? []
      : [forbidden(field, `updates to ${field} are forbidden.`)])
  return [
    ...validateKindMetaUpdate(object, old),
    ...changed('driverName', ''),
    ...changed('parameters', {}),
    ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
    ...validate(object),
  ]
}
