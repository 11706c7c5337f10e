import { forbidden, invalid, required, tooLong } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { byteLength, inclusiveRangeError, isDNS1123Subdomain } from '../../../apimachinery/names.ts'
import { restore } from '../core/restore.ts'
import { roundResources } from '../core/round-resources.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { dns1123Subdomain, invalidFor } from '../core/validation/fields.ts'
import { internal } from '../core/validation/internal-print.ts'
import { validateDriverName } from '../core/validation/legacy-volumes.ts'
import { validateInlineVolumeSpec } from '../core/validation/persistent-volume-spec.ts'
import { statusVerbs } from '../core/verbs.ts'
import { defaultPersistentVolumeSource } from '../core/volume-defaults.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { keepMetadata } from '../meta/keep-metadata.ts'
import { sameInGo } from '../schema/go-values.ts'
import { textSize } from './parameters.ts'

const specType = 'k8s.io/api/storage/v1.VolumeAttachmentSpec'
const maxMetadataBytes = 256 * 1024
const maxMessageBytes = 1024

/** VolumeAttachment: the wish that a volume be attached to a node. */
export const volumeAttachment: ResourceDefinition = {
  ...plainRow,
  group: 'storage.k8s.io',
  kind: 'VolumeAttachment',
  resource: 'volumeattachments',
  singular: 'volumeattachment',
  namespaced: false,
  type: 'k8s.io/api/storage/v1.VolumeAttachment',
  storagePrefix: 'volumeattachments',
  strategy: {
    applyDefaults(object) {
      const inline = object['spec']?.source?.inlineVolumeSpec
      if (!inline) return
      defaultPersistentVolumeSource(inline)
      roundResources(inline.capacity)
    },
    prepareForCreate: (object) => void delete object['status'],
    validate,
    prepareForUpdate: (object, old) => restore(object, old, 'status'),
    validateUpdate,
    allowUnconditionalUpdate: false,
  },
  status: {
    prepareForUpdate(object, old) {
      restore(object, old, 'spec')
      keepMetadata(object, old)
    },
    validateUpdate,
  },
  subresources: [{ name: 'status', kind: 'VolumeAttachment', verbs: statusVerbs }],
  columns: [
    nameColumn,
    {
      ...column(
        'Attacher',
        'attacher indicates the name of the volume driver that MUST handle this request. This is the ' +
          'name returned by GetPluginName().',
        ({ spec }) => spec?.attacher ?? ''),
      format: 'name',
    },
    column('PV', 'persistentVolumeName represents the name of the persistent volume to attach.',
      ({ spec }) => spec?.source?.persistentVolumeName ?? ''),
    column('Node', 'nodeName represents the node that the volume should be attached to.',
      ({ spec }) => spec?.nodeName ?? ''),
    column(
      'Attached',
      'attached indicates the volume is successfully attached. This field must only be set by the entity ' +
        'completing the attach operation, i.e. the external-attacher.',
      ({ status }) => status?.attached ?? false, 'boolean'),
    ageColumn,
  ],
}

function validate({ spec = {}, status = {} }: KubeObject): FieldError[] {
  const { attacher = '', source = {}, nodeName = '' } = spec
  const volume: string | undefined = source.persistentVolumeName
  return [
    ...validateDriverName(attacher, 'spec.attacher'),
    ...validateSource(source, 'spec.source'),
    ...dns1123Subdomain('spec.nodeName', nodeName),
    ...(textSize(Object.entries(status.attachmentMetadata ?? {})) > maxMetadataBytes
      ? [tooLong('status.attachmentMetadata', maxMetadataBytes)]
      : []),
    ...validateVolumeError(status.attachError, 'status.attachError'),
    ...validateVolumeError(status.detachError, 'status.detachError'),
    ...(volume === undefined
      ? []
      : invalidFor('spec.source.persistentVolumeName', volume, isDNS1123Subdomain(volume))),
  ]
}

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
    ...validate(object),
    ...(sameInGo(specType, object['spec'], old['spec'])
      ? []
      : [invalid('spec', internal('VolumeAttachmentSpec', object['spec']), 'field is immutable')]),
  ]
}

function validateSource({ inlineVolumeSpec: inline, persistentVolumeName: name }: any, path: string): FieldError[] {
  const message = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'
  if (!inline && name === undefined) return [required(path, message)]
  if (inline && name !== undefined) return [forbidden(path, message)]
  if (inline) return validateInlineVolumeSpec(inline, `${path}.inlineVolumeSpec`)
  return name === '' ? [required(`${path}.persistentVolumeName`, 'must specify non empty persistentVolumeName')] : []
}

/** Upstream says of a message that is too long what it says of metadata. */
function validateVolumeError(error: any, path: string): FieldError[] {
  const { message = '', errorCode } = error ?? {}
  return [
    ...(byteLength(message) > maxMessageBytes ? [tooLong(`${path}.message`, maxMetadataBytes)] : []),
    ...(errorCode < 0 ? [invalid(`${path}.errorCode`, errorCode, inclusiveRangeError(0, 2 ** 31 - 1))] : []),
  ]
}
