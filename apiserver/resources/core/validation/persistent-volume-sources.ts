import { forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isInRange } from '../../../../apimachinery/names.ts'
import { dns1123Label, dns1123Subdomain, invalidFor } from './fields.ts'
import { iscsiForms, legacyVolumeRules, validateDriverName } from './legacy-volumes.ts'
import { noBacksteps } from './paths.ts'
import { validateHostPath } from './volumes.ts'

type Rule = (source: any, path: string, name: string) => FieldError[]

/**
 * The sources of a PersistentVolume with their rules, in the order in which upstream looks at them: the first found is
 * the volume's. Most are those of a pod's volumes; those with a secret in another namespace have rules of their own.
 */
const sourceRules: ReadonlyArray<readonly [name: string, rule: Rule]> = [
  ['hostPath', validateHostPath],
  ...legacyVolumeRules(['gcePersistentDisk', 'awsElasticBlockStore']),
  ['glusterfs', validateGlusterfs],
  ...legacyVolumeRules(['flocker', 'nfs', 'rbd', 'quobyte', 'cephfs']),
  ['iscsi', validateIscsi],
  ['cinder', (source, path) => [...must('volumeID')(source, path), ...validateSecret(source, path)]],
  ...legacyVolumeRules(['fc', 'flexVolume']),
  ['azureFile', (source, path) => [
    ...must('secretName', 'shareName')(source, path),
    ...(source.secretNamespace === '' ? [required(`${path}.secretNamespace`)] : []),
  ]],
  ...legacyVolumeRules(['vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'scaleIO']),
  ['local', ({ path: target = '' }, path) =>
    (target === '' ? [required(`${path}.path`)] : noBacksteps(`${path}.path`, target))],
  ['storageos', validateStorageOS],
  ['csi', validateCsi],
]

/** Where upstream's path is not the field's name. */
const pathNames: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' }
const secondPathNames: Readonly<Record<string, string>> = { cephfs: 'cephFS' }

/** Exactly one source, and what is wrong with it. `name` is the volume's. */
export function validatePersistentVolumeSource(spec: any, name: string, path: string): FieldError[] {
  const given = sourceRules.filter(([source]) => spec[source])
  if (given.length === 0) return [required(path, 'must specify a volume type')]
  return given.flatMap(([source, rule], index) => {
    // Upstream forgets to ask whether flexVolume is the only one.
    const extra = index > 0 && source !== 'flexVolume'
    const shown = secondPathNames[source] ?? source
    if (extra) return [forbidden(`${path}.${shown}`, 'may not specify more than 1 volume type')]
    return [
      ...rule(spec[source], `${path}.${pathNames[source] ?? source}`, name),
      ...(source === 'local' && !spec.nodeAffinity
        ? [required(`${path}.nodeAffinity`, 'Local volume requires node affinity')]
        : []),
    ]
  })
}

/** The part of a PersistentVolume's spec that says where its data lies. */
export function persistentVolumeSourceOf(spec: any): Record<string, unknown> {
  return Object.fromEntries(sourceRules.flatMap(([name]) => (spec[name] ? [[name, spec[name]]] : [])))
}

function must(...fields: string[]): (source: any, path: string) => FieldError[] {
  return (source, path) => fields.filter((field) => !source[field]).map((field) => required(`${path}.${field}`))
}

function validateSecret({ secretRef }: any, path: string): FieldError[] {
  return secretRef ? must('name', 'namespace')(secretRef, `${path}.secretRef`) : []
}

function validateGlusterfs(source: any, path: string): FieldError[] {
  const { endpointsNamespace: namespace } = source
  const at = `${path}.endpointsNamespace`
  const empty = 'if the endpointnamespace is set, it must be a valid namespace name'
  return [
    ...must('endpoints', 'path')(source, path),
    ...(namespace === '' ? [invalid(at, '', empty)] : []),
    ...(namespace ? dns1123Label(at, namespace) : []),
  ]
}

function validateIscsi(iscsi: any, path: string, name: string): FieldError[] {
  const { targetPortal = '', iqn = '', lun = 0, secretRef, initiatorName } = iscsi
  const long = 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if ' +
    'iscsi.initiatorName is specified.'
  const chap = iscsi.chapAuthDiscovery || iscsi.chapAuthSession
  return [
    ...must('targetPortal')(iscsi, path),
    ...(initiatorName !== undefined && `${name}:${targetPortal}`.length > 64
      ? [invalid(`${path}.targetportal`, targetPortal, long)]
      : []),
    ...(iqn === '' ? [required(`${path}.iqn`)] : validateIscsiName(`${path}.iqn`, iqn)),
    ...invalidFor(`${path}.lun`, lun, isInRange(lun, 0, 255)),
    ...(chap && !secretRef ? [required(`${path}.secretRef`)] : []),
    ...(secretRef && !secretRef.name ? [required(`${path}.secretRef.name`)] : []),
    ...(initiatorName === undefined ? [] : validateIscsiName(`${path}.initiatorname`, initiatorName)),
  ]
}

function validateIscsiName(path: string, name: string): FieldError[] {
  return iscsiForms[name.slice(0, 3)]?.test(name) ? [] : [invalid(path, name, 'must be valid format')]
}

function validateStorageOS(source: any, path: string): FieldError[] {
  const { volumeName = '', volumeNamespace = '' } = source
  return [
    ...(volumeName === '' ? [required(`${path}.volumeName`)] : dns1123Label(`${path}.volumeName`, volumeName)),
    ...(volumeNamespace === '' ? [] : dns1123Label(`${path}.volumeNamespace`, volumeNamespace)),
    ...validateSecret(source, path),
  ]
}

/** The secret for staging is not looked at, upstream either. */
const checkedSecrets = [
  'controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef',
]

function validateCsi(csi: any, path: string): FieldError[] {
  return [
    ...validateDriverName(csi.driver ?? '', `${path}.driver`),
    ...must('volumeHandle')(csi, path),
    ...checkedSecrets.flatMap((field) => (csi[field] ? validateSecretReference(csi[field], `${path}.${field}`) : [])),
  ]
}

function validateSecretReference({ name = '', namespace = '' }: any, path: string): FieldError[] {
  return [
    ...(name === '' ? [required(`${path}.name`)] : dns1123Subdomain(`${path}.name`, name)),
    ...(namespace === '' ? [required(`${path}.namespace`)] : dns1123Label(`${path}.namespace`, namespace)),
  ]
}
