import { invalid, required, tooLong, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isDNS1123Subdomain, isInRange } from '../../../../apimachinery/names.ts'
import { dns1123Label, invalidFor, unsupported } from './fields.ts'
import { localPath } from './paths.ts'

type Rule = (source: any, path: string) => FieldError[]

/** The rules of the named sources, as rows for the table of all sources. */
export function legacyVolumeRules(names: readonly string[]): (readonly [name: string, rule: Rule])[] {
  return names.map((name) => {
    const rule = rules[name]
    if (rule === undefined) throw new RangeError(`no rule for the volume source ${name}`)
    return [name, rule]
  })
}

/** Fields that must not be empty. */
const must = (...fields: string[]): Rule => (source, path) =>
  fields.filter((field) => !source[field]).map((field) => required(`${path}.${field}`))

const partition: Rule = ({ partition: value = 0 }, path) =>
  value < 0 || value > 255 ? [invalid(`${path}.partition`, value, 'must be between 1 and 255, inclusive')] : []

const both = (...all: Rule[]): Rule => (source, path) => all.flatMap((rule) => rule(source, path))

const rules: Readonly<Record<string, Rule>> = {
  gitRepo: both(must('repository'), ({ directory = '' }, path) => localPath(`${path}.directory`, directory)),
  gcePersistentDisk: both(must('pdName'), partition),
  awsElasticBlockStore: both(must('volumeID'), partition),
  nfs: both(must('server', 'path'), ({ path: target = '' }, path) =>
    target.startsWith('/') ? [] : [invalid(`${path}.path`, target, 'must be an absolute path')]),
  iscsi: both(must('targetPortal'), validateIqn, validateIscsi),
  glusterfs: must('endpoints', 'path'),
  flocker: validateFlocker,
  rbd: both(({ monitors = [] }, path) => (monitors.length > 0 ? [] : [required(`${path}.monitors`)]), must('image')),
  cinder: both(must('volumeID'), ({ secretRef }, path) =>
    secretRef && !secretRef.name ? [required(`${path}.secretRef.name`)] : []),
  cephfs: ({ monitors = [] }, path) => (monitors.length > 0 ? [] : [required(`${path}.monitors`)]),
  quobyte: validateQuobyte,
  fc: validateFc,
  flexVolume: both(must('driver'), validateFlexOptions),
  azureFile: must('secretName', 'shareName'),
  vsphereVolume: must('volumePath'),
  photonPersistentDisk: must('pdID'),
  portworxVolume: must('volumeID'),
  azureDisk: validateAzureDisk,
  storageos: validateStorageOS,
  scaleIO: must('gateway', 'system', 'volumeName'),
  csi: validateCsi,
}

/** What the names of iSCSI initiators and targets look like, by their first three letters. */
export const iscsiForms: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([\p{L}\p{N}.-]+)(:[^,;*&$|\s]+)$/u,
  eui: /^eui.[\p{L}\p{N}]{16}$/u,
  naa: /^naa.[\p{L}\p{N}]{32}$/u,
}

function validateIqn({ iqn }: any, path: string): FieldError[] {
  return iqn ? iscsiName(`${path}.iqn`, iqn) : [required(`${path}.iqn`)]
}

function iscsiName(path: string, name: string): FieldError[] {
  const form = iscsiForms[name.slice(0, 3)]
  if (form === undefined) return [invalid(path, name, 'must be valid format starting with iqn, eui, or naa')]
  return form.test(name) ? [] : [invalid(path, name, 'must be valid format')]
}

function validateIscsi(iscsi: any, path: string): FieldError[] {
  const { lun = 0, secretRef, initiatorName } = iscsi
  const chap = iscsi.chapAuthDiscovery || iscsi.chapAuthSession
  return [
    ...invalidFor(`${path}.lun`, lun, isInRange(lun, 0, 255)),
    ...(chap && !secretRef ? [required(`${path}.secretRef`)] : []),
    ...(initiatorName === undefined ? [] : iscsiName(`${path}.initiatorname`, initiatorName)),
  ]
}

function validateFlocker({ datasetName = '', datasetUUID = '' }: any, path: string): FieldError[] {
  const twice = 'datasetName and datasetUUID can not be specified simultaneously'
  return [
    ...(datasetName === '' && datasetUUID === ''
      ? [required(path, 'one of datasetName and datasetUUID is required')]
      : []),
    ...(datasetName !== '' && datasetUUID !== '' ? [invalid(path, 'resource', twice)] : []),
    ...(datasetName.includes('/') ? [invalid(`${path}.datasetName`, datasetName, "must not contain '/'")] : []),
  ]
}

function validateQuobyte({ registry = '', tenant = '', volume }: any, path: string): FieldError[] {
  const pairs = 'must be a host:port pair or multiple pairs separated by commas'
  const missing = volume ? [] : [required(`${path}.volume`)]
  if (registry === '') return [required(`${path}.registry`, pairs), ...missing]
  if (tenant.length >= 65) {
    return [required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'), ...missing]
  }
  const wrong = registry.split(',').filter((pair: string) => !/^([^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(pair))
  return [...wrong.map(() => invalid(`${path}.registry`, registry, pairs)), ...missing]
}

function validateFc({ targetWWNs = [], wwids = [], lun }: any, path: string): FieldError[] {
  const at = `${path}.targetWWNs`
  const errors: FieldError[] = []
  if (targetWWNs.length === 0 && wwids.length === 0) {
    errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'))
  }
  if (targetWWNs.length > 0 && wwids.length > 0) {
    errors.push(invalid(at, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'))
  }
  if (targetWWNs.length === 0) return errors
  if (lun === undefined) return [...errors, required(`${path}.lun`, 'lun is required if targetWWNs is specified')]
  return [...errors, ...invalidFor(`${path}.lun`, lun, isInRange(lun, 0, 255))]
}

function validateFlexOptions({ options = {} }: any, path: string): FieldError[] {
  return Object.keys(options).flatMap((key) => {
    const domain = `.${(key.split('/', 2).length === 2 ? key.slice(0, key.indexOf('/')) : key).toLowerCase()}`
    if (!domain.endsWith('.kubernetes.io') && !domain.endsWith('.k8s.io')) return []
    return [invalid(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')]
  })
}

const managedUri = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
const blobUri = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'

function validateAzureDisk(disk: any, path: string): FieldError[] {
  const { diskURI = '', cachingMode, kind } = disk
  const optional = (field: string, value: string | undefined, values: string[]): FieldError[] =>
    value === undefined || values.includes(value) ? [] : [unsupported(`${path}.${field}`, value, values)]
  const uri = (start: string, form: string): FieldError[] =>
    diskURI.startsWith(start) ? [] : [unsupported(`${path}.diskURI`, diskURI, [form])]
  return [
    ...must('diskName', 'diskURI')(disk, path),
    ...optional('cachingMode', cachingMode, ['None', 'ReadOnly', 'ReadWrite']),
    ...optional('kind', kind, ['Dedicated', 'Managed', 'Shared']),
    ...(kind === 'Managed' ? uri('/subscriptions/', managedUri) : []),
    ...(kind !== undefined && kind !== 'Managed' ? uri('https://', blobUri) : []),
  ]
}

function validateStorageOS({ volumeName, volumeNamespace, secretRef }: any, path: string): FieldError[] {
  return [
    ...(volumeName ? dns1123Label(`${path}.volumeName`, volumeName) : [required(`${path}.volumeName`)]),
    ...(volumeNamespace ? dns1123Label(`${path}.volumeNamespace`, volumeNamespace) : []),
    ...(secretRef && !secretRef.name ? [required(`${path}.secretRef.name`)] : []),
  ]
}

function validateCsi({ driver = '', nodePublishSecretRef: secret }: any, path: string): FieldError[] {
  return [
    ...validateDriverName(driver, `${path}.driver`),
    ...(secret && !secret.name ? [required(`${path}.nodePublishSecretRef.name`)] : []),
    ...(secret?.name ? invalidFor(`${path}.name`, secret.name, isDNS1123Subdomain(secret.name)) : []),
  ]
}

/** Upstream: ValidateCSIDriverName. */
export function validateDriverName(driver: string, path: string): FieldError[] {
  if (driver === '') return [required(path)]
  return [
    ...(driver.length > 63 ? [tooLong(path, 63)] : []),
    ...invalidFor(path, driver, isDNS1123Subdomain(driver.toLowerCase())),
  ]
}
