import { duplicate, invalid, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { byteLength } from '../../../apimachinery/names.ts'
import { nonNegative, qualifiedName } from '../core/validation/fields.ts'
import { internal } from '../core/validation/internal-print.ts'
import { validateDriverName } from '../core/validation/legacy-volumes.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { sameInGo } from '../schema/go-values.ts'

const driverType = 'k8s.io/api/storage/v1.CSINodeDriver'
const maxNodeIdLength = 256

/** CSINode: the CSI drivers that run on a node. */
export const csiNode: ResourceDefinition = {
  ...plainRow,
  group: 'storage.k8s.io',
  kind: 'CSINode',
  resource: 'csinodes',
  singular: 'csinode',
  namespaced: false,
  type: 'k8s.io/api/storage/v1.CSINode',
  storagePrefix: 'csinodes',
  strategy: { applyDefaults: () => {}, validate, validateUpdate, allowUnconditionalUpdate: false },
  columns: [
    nameColumn,
    column('Drivers', 'Drivers indicates the number of CSI drivers registered on the node',
      (object) => driversOf(object).length, 'integer'),
    ageColumn,
  ],
}

const driversOf = ({ spec }: KubeObject): any[] => spec?.drivers ?? []

function validate(object: KubeObject): FieldError[] {
  const names = new Set<string>()
  return driversOf(object).flatMap((driver, index) => validateDriver(driver, names, `spec.drivers[${index}]`))
}

/** Upstream: validateCSINodeDriver. */
function validateDriver(driver: any, names: Set<string>, path: string): FieldError[] {
  const { name = '', nodeID = '', allocatable, topologyKeys = [] } = driver
  const again = names.has(name) ? [duplicate(`${path}.name`, name)] : []
  names.add(name)
  return [
    ...validateDriverName(name, `${path}.name`),
    ...(nodeID === '' ? [required(`${path}.nodeID`)] : []),
    ...(byteLength(nodeID) > maxNodeIdLength
      ? [invalid(`${path}.nodeID`, nodeID, `must be ${maxNodeIdLength} characters or less`)]
      : []),
    ...nonNegative(`${path}.allocatable.count`, allocatable?.count),
    ...again,
    ...(topologyKeys as string[]).flatMap((key, at) => [
      ...(key === '' ? [required(path)] : []),
      ...(topologyKeys.indexOf(key) < at ? [duplicate(path, key)] : []),
      ...qualifiedName(path, key),
    ]),
  ]
}

/** Of a driver that stays, only how many volumes it can attach may change. Upstream: ValidateCSINodeUpdate. */
function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const fixed = ({ allocatable: _, ...driver }: any): any => driver
  return [
    ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
    ...validate(object),
    ...driversOf(old).flatMap((before) => driversOf(object)
      .filter((driver) => driver.name === before.name && !sameInGo(driverType, fixed(driver), fixed(before)))
      .map((driver) => invalid('spec.drivers', internal('CSINodeDriver', fixed(driver)), 'field is immutable'))),
  ]
}
