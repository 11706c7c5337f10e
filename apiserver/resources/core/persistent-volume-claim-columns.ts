import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { Column } from '../definition.ts'
import { accessModesText, canonicalAmount, storageClassOf } from './persistent-volume-cells.ts'
import { ageColumn, column, nameColumn, wideColumn } from './table-columns.ts'

/** The columns of `kubectl get persistentvolumeclaims`. */
export const persistentVolumeClaimColumns: readonly Column[] = [
  nameColumn,
  column(
    'Status',
    'phase represents the current phase of PersistentVolumeClaim.',
    ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''))),
  column(
    'Volume',
    'volumeName is the binding reference to the PersistentVolume backing this claim.',
    ({ spec }) => spec?.volumeName ?? ''),
  column(
    'Capacity',
    'capacity represents the actual resources of the underlying volume.',
    whenBound(({ status }) => canonicalAmount(status?.capacity?.storage))),
  column(
    'Access Modes',
    'accessModes contains the actual access modes the volume backing the PVC has. More info: ' +
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes-1',
    whenBound(({ status }) => accessModesText(status?.accessModes))),
  column('StorageClass', 'StorageClass of the pvc', storageClassOf),
  column(
    'VolumeAttributesClass',
    'VolumeAttributesClass of the pvc',
    ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>'),
  ageColumn,
  wideColumn(
    'VolumeMode',
    'volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when ' +
      'not included in claim spec.',
    ({ spec }) => spec?.volumeMode ?? '<unset>'),
]

/** What is said of a claim once it names a volume. */
function whenBound(cell: (object: KubeObject) => string): (object: KubeObject) => string {
  return (object) => (object['spec']?.volumeName ? cell(object) : '')
}
