import { posix } from 'node:path'
import { forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { parseQuantity } from '../../../../apimachinery/quantity.ts'
import { validateNodeSelector } from './affinity.ts'
import { className, validateAccessModes } from './claim-template.ts'
import { unsupported } from './fields.ts'
import { validatePersistentVolumeSource } from './persistent-volume-sources.ts'

const reclaimPolicies = ['Delete', 'Recycle', 'Retain']
const volumeModes = ['Block', 'Filesystem']
const inlineText = 'in the context of inline volumes'

/** The spec of the PersistentVolume `name`. Upstream: ValidatePersistentVolumeSpec. */
export function validatePersistentVolumeSpec(spec: any, name: string, path: string): FieldError[] {
  const { accessModes = [], capacity, persistentVolumeReclaimPolicy: policy, volumeMode, storageClassName } = spec
  return [
    ...validateModes(accessModes, path),
    ...validateCapacity(capacity, `${path}.capacity`),
    ...(policy && !reclaimPolicies.includes(policy)
      ? [unsupported(`${path}.persistentVolumeReclaimPolicy`, policy, reclaimPolicies)]
      : []),
    ...(spec.nodeAffinity ? validateNodeAffinity(spec.nodeAffinity, `${path}.nodeAffinity`) : []),
    ...validateSources(spec, name, path),
    ...className(`${path}.storageClassName`, storageClassName),
    ...(volumeMode === undefined || volumeModes.includes(volumeMode)
      ? []
      : [unsupported(`${path}.volumeMode`, volumeMode, volumeModes)]),
    ...validateAttributesClass(spec, path),
  ]
}

/** The same for a volume that is described in a VolumeAttachment. */
export function validateInlineVolumeSpec(spec: any, path: string): FieldError[] {
  const { accessModes = [], capacity, persistentVolumeReclaimPolicy: policy, volumeMode } = spec
  const never = (field: string): FieldError[] => [forbidden(`${path}.${field}`, `may not be specified ${inlineText}`)]
  return [
    ...(spec.claimRef ? never('claimRef') : []),
    ...(Object.keys(capacity ?? {}).length > 0 ? never('capacity') : []),
    ...(spec.csi ? [] : [required(`${path}.csi`, `has to be specified ${inlineText}`)]),
    ...validateModes(accessModes, path),
    ...(policy && policy !== 'Retain'
      ? [forbidden(`${path}.persistentVolumeReclaimPolicy`, `may only be Retain ${inlineText}`)]
      : []),
    ...(spec.nodeAffinity ? never('nodeAffinity') : []),
    ...validateSources(spec, '', path),
    ...(spec.storageClassName ? never('storageClassName') : []),
    ...(volumeMode !== undefined && volumeMode !== 'Filesystem'
      ? [forbidden(`${path}.volumeMode`, `may not specify volumeMode other than Filesystem ${inlineText}`)]
      : []),
    // Upstream asks for no features here, so the class of attributes is not looked at.
  ]
}

function validateModes(modes: string[], path: string): FieldError[] {
  return [
    ...(modes.length === 0 ? [required(`${path}.accessModes`)] : []),
    ...validateAccessModes(modes, `${path}.accessModes`),
  ]
}

function validateCapacity(capacity: Record<string, string> | undefined, path: string): FieldError[] {
  const names = Object.keys(capacity ?? {})
  return [
    ...(names.length === 0 ? [required(path)] : []),
    ...(names.length === 1 && names[0] === 'storage' ? [] : [unsupported(path, capacity, ['storage'])]),
    ...names.flatMap((name) => validateAmount(capacity?.[name] ?? '0', `${path}[${name}]`)),
  ]
}

function validateAmount(text: string, path: string): FieldError[] {
  const amount = parseQuantity(text)
  if (amount === undefined) return []
  return [
    ...validateBasicResource(text, path),
    ...(amount.sign() <= 0 ? [invalid(path, String(amount), 'must be greater than zero')] : []),
  ]
}

/** An amount that is not below zero. Upstream: validateBasicResource. */
export function validateBasicResource(text: string, path: string): FieldError[] {
  const value = parseQuantity(text)?.value() ?? 0n
  return value < 0n ? [invalid(path, Number(value), 'must be a valid resource quantity')] : []
}

function validateNodeAffinity(affinity: any, path: string): FieldError[] {
  return affinity.required
    ? validateNodeSelector(affinity.required, `${path}.required`)
    : [required(`${path}.required`, 'must specify required node constraints')]
}

function validateSources(spec: any, name: string, path: string): FieldError[] {
  const { hostPath, persistentVolumeReclaimPolicy: policy } = spec
  const root = hostPath && posix.normalize(`${hostPath.path || '.'}`).replace(/(.)\/$/, '$1') === '/'
  const message = "may not be 'recycle' for a hostPath mount of '/'"
  return [
    ...validatePersistentVolumeSource(spec, name, path),
    ...(root && policy === 'Recycle' ? [forbidden(`${path}.persistentVolumeReclaimPolicy`, message)] : []),
  ]
}

function validateAttributesClass({ volumeAttributesClassName: name, csi }: any, path: string): FieldError[] {
  if (name === undefined) return []
  const at = `${path}.volumeAttributesClassName`
  return [
    ...(name === '' ? [required(at, 'an empty string is disallowed')] : className(at, name)),
    ...(csi ? [] : [required(`${path}.csi`, 'has to be specified when using volumeAttributesClassName')]),
  ]
}
