import { semanticEqual } from '../../../apimachinery/equality.ts'
import { forbidden, invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateImmutable } from '../meta/object-meta-update.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { sameInGo } from '../schema/go-values.ts'
import { internal, printInternal } from './validation/internal-print.ts'
import { persistentVolumeSourceOf } from './validation/persistent-volume-sources.ts'
import { validatePersistentVolumeSpec } from './validation/persistent-volume-spec.ts'
import { unifiedDiff } from './validation/unified-diff.ts'

const specType = 'k8s.io/api/core/v1.PersistentVolumeSpec'
const mountOptions = 'volume.beta.kubernetes.io/mount-options'
/** Sources that take mount options. */
const mountable = [
  'gcePersistentDisk', 'awsElasticBlockStore', 'glusterfs', 'nfs', 'rbd', 'quobyte', 'iscsi', 'cinder', 'cephfs',
  'azureFile', 'vsphereVolume', 'azureDisk', 'photonPersistentDisk',
]

/** What is wrong with a PersistentVolume, its metadata aside. */
export function validatePersistentVolume(object: KubeObject): FieldError[] {
  const { metadata, spec } = object
  const misplaced = metadata.annotations?.[mountOptions] !== undefined && !mountable.some((source) => spec[source])
  const message = 'may not specify mount options for this volume type'
  return [
    ...validatePersistentVolumeSpec(spec, metadata.name ?? '', 'spec'),
    ...(misplaced ? [forbidden(`metadata.annotations.${mountOptions}`, message)] : []),
  ]
}

/** What an update may not do. As upstream, it says twice what is wrong with the object itself. */
export function validatePersistentVolumeUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [object['spec'], old['spec']]
  const meta = validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain })
  return [
    ...meta,
    ...validatePersistentVolume(object),
    ...meta,
    ...validatePersistentVolumeSpec(spec, object.metadata.name ?? '', 'spec'),
    ...validateSourceChange(spec, before),
    ...validateImmutable(spec.volumeMode, before.volumeMode, 'volumeMode'),
    ...(before.nodeAffinity ? validateNodeAffinityChange(spec.nodeAffinity, before.nodeAffinity) : []),
    ...(before.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined
      ? [forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden')]
      : []),
  ]
}

/** What an update of the status may not do. */
export const validatePersistentVolumeStatusUpdate = validateKindMetaUpdate

function validateSourceChange(spec: any, before: any): FieldError[] {
  const [source, oldSource] = [persistentVolumeSourceOf(spec), persistentVolumeSourceOf(before)]
  // The secret for expanding a volume may be added later.
  if (before.csi && !before.csi.controllerExpandSecretRef && spec.csi) {
    const { controllerExpandSecretRef: _added, ...csi } = spec.csi
    source['csi'] = csi
  }
  if (sameInGo(specType, source, oldSource)) return []
  const difference = unifiedDiff(
    printInternal('PersistentVolumeSource', oldSource), printInternal('PersistentVolumeSource', source))
  const path = 'spec.persistentvolumesource'
  return [forbidden(path, `${path} is immutable after creation\n${difference}`)]
}

/** Labels of nodes that have gone GA since, by their old names. */
const gaLabels: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
}

function validateNodeAffinityChange(affinity: any, before: any): FieldError[] {
  const shown = affinity ? internal('VolumeNodeAffinity', affinity) : null
  if (affinity && semanticEqual(shown, internal('VolumeNodeAffinity', withLabelsOf(affinity, before)))) return []
  return [invalid('nodeAffinity', shown, 'field is immutable, except for updating from beta label to GA')]
}

/** The old terms, with the new names of labels where the new terms have them. */
function withLabelsOf(affinity: any, before: any): any {
  const terms: any[] = before.required?.nodeSelectorTerms ?? []
  const nodeSelectorTerms = terms.map((term, at) => {
    const now = affinity.required?.nodeSelectorTerms?.[at]
    return {
      matchExpressions: renamed(term.matchExpressions, now?.matchExpressions),
      matchFields: renamed(term.matchFields, now?.matchFields),
    }
  })
  return { required: before.required && { nodeSelectorTerms } }
}

/** As upstream, a key that has no newer name may be emptied too, which is refused for itself. */
function renamed(old: any[] | undefined, now: any[] | undefined): any[] | undefined {
  return old?.map((one, at) => {
    const key: string = now?.[at]?.key ?? ''
    return (gaLabels[one.key] ?? '') === key ? { ...one, key } : one
  })
}
