import { duplicate, forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isDNS1123Subdomain } from '../../../../apimachinery/names.ts'
import { parseQuantity } from '../../../../apimachinery/quantity.ts'
import { dns1123Label, oneOf, unsupported } from './fields.ts'
import { legacyVolumeRules } from './legacy-volumes.ts'
import { noBacksteps } from './paths.ts'
import { validateClaimTemplate } from './claim-template.ts'
import { validateConfigMapVolume, validateDownwardVolume, validateSecretVolume } from './key-volumes.ts'
import { validateProjectedVolume } from './projected-volume.ts'
import type { VolumeSet } from './volume-mounts.ts'

/** What volumes must know of their pod; a template has no name. */
export interface VolumeContext {
  podName: string | undefined
  isPod: boolean
}

type SourceRule = (source: any, path: string, context: VolumeContext) => FieldError[]

const pullPolicies = ['Always', 'IfNotPresent', 'Never']
const hostPathTypes = [
  '', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket',
]

/** Every source with its rule, in the order in which upstream looks at them: the first found is the volume's. */
const sourceRules: ReadonlyArray<readonly [name: string, rule: SourceRule]> = [
  ['emptyDir', validateEmptyDir],
  ['hostPath', validateHostPath],
  ...legacyVolumeRules(['gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore']),
  ['secret', validateSecretVolume],
  ...legacyVolumeRules(['nfs', 'iscsi', 'glusterfs', 'flocker']),
  ['persistentVolumeClaim', ({ claimName }, path) => (claimName ? [] : [required(`${path}.claimName`)])],
  ...legacyVolumeRules(['rbd', 'cinder', 'cephfs', 'quobyte']),
  ['downwardAPI', validateDownwardVolume],
  ...legacyVolumeRules(['fc', 'flexVolume']),
  ['configMap', validateConfigMapVolume],
  ...legacyVolumeRules([
    'azureFile', 'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'storageos',
  ]),
  ['projected', validateProjectedVolume],
  ...legacyVolumeRules(['scaleIO', 'csi']),
  ['ephemeral', ({ volumeClaimTemplate }, path) =>
    volumeClaimTemplate
      ? validateClaimTemplate(volumeClaimTemplate, `${path}.volumeClaimTemplate`)
      : [required(`${path}.volumeClaimTemplate`)]],
  ['image', ({ reference, pullPolicy }, path, { isPod }) => [
    ...(isPod && !reference ? [required(`${path}.reference`)] : []),
    ...oneOf(`${path}.pullPolicy`, pullPolicy, pullPolicies),
  ]],
]

/** Where upstream's path is not the field's name. */
const pathNames: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' }
const secondPathNames: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' }

/** The volumes without fault, and what is wrong with the others. Upstream: ValidateVolumes. */
export function validateVolumes(
  list: any[], context: VolumeContext, path: string,
): { volumes: VolumeSet; errors: FieldError[] } {
  const created = new Set(
    list.filter(({ ephemeral }) => ephemeral && context.podName).map(({ name = '' }) => `${context.podName}-${name}`),
  )
  const volumes = new Map<string, any>()
  const errors = list.flatMap((volume, index) => {
    const at = `${path}[${index}]`
    const wrong = [...validateSource(volume, context, at), ...validateName(volume.name ?? '', volumes, `${at}.name`)]
    if (wrong.length === 0) volumes.set(volume.name, volume)
    const claim = volume.persistentVolumeClaim?.claimName
    if (claim !== undefined && created.has(claim)) {
      const message = 'must not reference a PVC that gets created for an ephemeral volume'
      wrong.push(invalid(`${at}.persistentVolumeClaim.claimName`, claim, message))
    }
    return wrong
  })
  return { volumes, errors }
}

function validateName(name: string, volumes: VolumeSet, path: string): FieldError[] {
  return [
    ...(name === '' ? [required(path)] : dns1123Label(path, name)),
    ...(volumes.has(name) ? [duplicate(path, name)] : []),
  ]
}

function validateSource(volume: any, context: VolumeContext, path: string): FieldError[] {
  const given = sourceRules.filter(([name]) => volume[name])
  if (given.length === 0) return [required(path, 'must specify a volume type')]
  const errors = given.flatMap(([name, rule], index) => [
    ...(index > 0
      ? [forbidden(`${path}.${secondPathNames[name] ?? name}`, 'may not specify more than 1 volume type')]
      : rule(volume[name], `${path}.${pathNames[name] ?? name}`, context)),
    ...(name === 'iscsi' ? validateIscsiName(volume, path) : []),
    ...(name === 'ephemeral' && index === 0 ? validateClaimName(volume.name, context, path) : []),
  ])
  return errors
}

function validateEmptyDir({ sizeLimit }: any, path: string): FieldError[] {
  const negative = sizeLimit !== undefined && (parseQuantity(sizeLimit)?.sign() ?? 0) < 0
  return negative ? [forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')] : []
}

/** Upstream: validateHostPathVolumeSource. */
export function validateHostPath({ path: target, type }: any, path: string): FieldError[] {
  if (!target) return [required(`${path}.path`)]
  const known = type === undefined || hostPathTypes.includes(type)
  return [...noBacksteps(`${path}.path`, target), ...(known ? [] : [unsupported(`${path}.type`, type, hostPathTypes)])]
}

function validateIscsiName({ name = '', iscsi }: any, path: string): FieldError[] {
  const message =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName '
      + 'is specified.'
  const tooLong = iscsi.initiatorName !== undefined && `${name}:${iscsi.targetPortal ?? ''}`.length > 64
  return tooLong ? [invalid(`${path}.name`, name, message)] : []
}

/** The claim made for an ephemeral volume is named after pod and volume. */
function validateClaimName(name: string | undefined, { podName }: VolumeContext, path: string): FieldError[] {
  if (!podName || !name) return []
  const claim = `${podName}-${name}`
  return isDNS1123Subdomain(claim).map((message) =>
    invalid(`${path}.name`, name, `PVC name ${JSON.stringify(claim)}: ${message}`))
}
