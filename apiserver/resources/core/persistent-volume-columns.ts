import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { Column } from '../definition.ts'
import { accessModesText, canonicalAmount, storageClassOf } from './persistent-volume-cells.ts'
import { ageColumn, column, nameColumn, wideColumn } from './table-columns.ts'

/** The columns of `kubectl get persistentvolumes`. */
export const persistentVolumeColumns: readonly Column[] = [
  nameColumn,
  column(
    'Capacity',
    "capacity is the description of the persistent volume's resources and capacity. More info: " +
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes#capacity',
    ({ spec }) => canonicalAmount(spec?.capacity?.storage)),
  column(
    'Access Modes',
    'accessModes contains all ways the volume can be mounted. More info: ' +
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes',
    ({ spec }) => accessModesText(spec?.accessModes)),
  column(
    'Reclaim Policy',
    'persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim. ' +
      'Valid options are Retain (default for manually created PersistentVolumes), Delete (default for ' +
      'dynamically provisioned PersistentVolumes), and Recycle (deprecated). Recycle must be supported by the ' +
      'volume plugin underlying this PersistentVolume. More info: ' +
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes#reclaiming',
    ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? ''),
  column(
    'Status',
    'phase indicates if a volume is available, bound to a claim, or released by a claim. More info: ' +
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes#phase',
    ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''))),
  column(
    'Claim',
    'claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim. ' +
      'Expected to be non-nil when bound. claim.VolumeName is the authoritative bind between PV and PVC. More ' +
      'info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#binding',
    claimOf),
  column('StorageClass', 'StorageClass of the pv', storageClassOf),
  column(
    'VolumeAttributesClass',
    'VolumeAttributesClass of the pv',
    ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>'),
  column(
    'Reason',
    'reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy ' +
      'display in the CLI.',
    ({ status }) => status?.reason ?? ''),
  ageColumn,
  wideColumn(
    'VolumeMode',
    'volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw ' +
      'block state. Value of Filesystem is implied when not included in spec.',
    ({ spec }) => spec?.volumeMode ?? '<unset>'),
]

function claimOf({ spec }: KubeObject): string {
  return spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''
}
