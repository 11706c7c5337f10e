import { defaultDivisor, defaultFieldRef, pullPolicyFor } from './container-defaults.ts'
import { roundRequirements } from './round-resources.ts'

const fileMode = 0o644
const projectedTokenSeconds = 3600

/**
 * Defaults of one volume, in place; a volume without a source is an emptyDir.
 * Upstream: SetDefaults_Volume and markers.
 */
export function defaultVolume(volume: any): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {}
  for (const [source, fill] of Object.entries(sourceDefaults)) {
    if (volume[source]) fill(volume[source])
  }
}

/** The same for the sources of a PersistentVolume, which never has none. */
export function defaultPersistentVolumeSource(spec: any): void {
  for (const source of ['hostPath', 'rbd', 'iscsi', 'azureDisk', 'scaleIO']) {
    if (spec[source]) sourceDefaults[source]?.(spec[source])
  }
}

const sourceDefaults: Readonly<Record<string, (source: any) => void>> = {
  secret: (secret) => { secret.defaultMode ??= fileMode },
  configMap: (configMap) => { configMap.defaultMode ??= fileMode },
  downwardAPI(downward) {
    downward.defaultMode ??= fileMode
    defaultDownwardItems(downward.items)
  },
  projected(projected) {
    projected.defaultMode ??= fileMode
    for (const source of projected.sources ?? []) defaultProjection(source)
  },
  hostPath: (hostPath) => { hostPath.type ??= '' },
  image: (image) => { image.pullPolicy ||= pullPolicyFor(image.reference ?? '') },
  iscsi: (iscsi) => { iscsi.iscsiInterface ||= 'default' },
  rbd(rbd) {
    rbd.pool ||= 'rbd'
    rbd.user ||= 'admin'
    rbd.keyring ||= '/etc/ceph/keyring'
  },
  azureDisk(disk) {
    disk.cachingMode ??= 'ReadWrite'
    disk.fsType ??= 'ext4'
    disk.readOnly ??= false
    disk.kind ??= 'Shared'
  },
  scaleIO(scaleIO) {
    scaleIO.storageMode ||= 'ThinProvisioned'
    scaleIO.fsType ||= 'xfs'
  },
  ephemeral(ephemeral) {
    if (!ephemeral.volumeClaimTemplate) return
    ephemeral.volumeClaimTemplate.spec ??= {}
    ephemeral.volumeClaimTemplate.spec.volumeMode ??= 'Filesystem'
    roundRequirements(ephemeral.volumeClaimTemplate.spec.resources)
  },
}

function defaultProjection(source: any): void {
  if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= projectedTokenSeconds
  defaultDownwardItems(source.downwardAPI?.items)
}

function defaultDownwardItems(items: any[] | undefined): void {
  for (const item of items ?? []) {
    defaultFieldRef(item.fieldRef)
    defaultDivisor(item.resourceFieldRef)
  }
}
