import { forbidden, invalid, notFound, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { unsupported } from './fields.ts'
import { localPath, noBacksteps } from './paths.ts'

/** The valid volumes of a pod, by name. */
export type VolumeSet = ReadonlyMap<string, any>

/** Upstream: ValidateVolumeMounts. Sub paths and propagation are reported at the list, as upstream does. */
export function validateVolumeMounts(container: any, volumes: VolumeSet, path: string): FieldError[] {
  const devices: any[] = container.volumeDevices ?? []
  const taken = new Set<string>()
  return ((container.volumeMounts ?? []) as any[]).flatMap((mount, index) => {
    const at = `${path}[${index}]`
    const { name = '', mountPath = '' } = mount
    const errors = [
      ...(name === '' ? [required(`${at}.name`)] : []),
      ...(volumes.has(name) ? [] : [notFound(`${at}.name`, name)]),
      ...(mountPath === '' ? [required(`${at}.mountPath`)] : []),
      ...(taken.has(mountPath) ? [invalid(`${at}.mountPath`, mountPath, 'must be unique')] : []),
      ...(devices.some((device) => (device.name ?? '') === name)
        ? [invalid(`${at}.name`, name, 'must not already exist in volumeDevices')]
        : []),
      ...(devices.some((device) => (device.devicePath ?? '') === mountPath)
        ? [invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices')]
        : []),
      ...validateMountOptions(mount, container, path, at),
    ]
    taken.add(mountPath)
    return errors
  })
}

function validateMountOptions(mount: any, container: any, path: string, at: string): FieldError[] {
  const { subPath, subPathExpr, mountPropagation } = mount
  return [
    ...(subPath ? localPath(`${path}.subPath`, subPath) : []),
    ...(subPathExpr && subPath
      ? [invalid(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive')]
      : []),
    ...(subPathExpr ? localPath(`${path}.subPathExpr`, subPathExpr) : []),
    ...(mountPropagation === undefined
      ? []
      : validatePropagation(mountPropagation, container, `${path}.mountPropagation`)),
    ...validateRecursiveReadOnly(mount, `${path}.recursiveReadOnly`),
  ]
}

const propagations = ['Bidirectional', 'HostToContainer', 'None']

function validatePropagation(mode: string, container: any, path: string): FieldError[] {
  if (!propagations.includes(mode)) return [unsupported(path, mode, propagations)]
  if (mode !== 'Bidirectional' || container.securityContext?.privileged) return []
  return [forbidden(path, 'Bidirectional mount propagation is available only to privileged containers')]
}

function validateRecursiveReadOnly(
  { recursiveReadOnly: mode, readOnly, mountPropagation }: any, path: string,
): FieldError[] {
  if (mode === undefined || mode === 'Disabled') return []
  if (mode !== 'Enabled' && mode !== 'IfPossible') {
    return [unsupported(path, mode, ['Disabled', 'Enabled', 'IfPossible'])]
  }
  const propagates = mountPropagation !== undefined && mountPropagation !== 'None'
  return [
    ...(readOnly ? [] : [forbidden(path, 'may only be specified when readOnly is true')]),
    ...(propagates ? [forbidden(path, 'may only be specified when mountPropagation is None or not specified')] : []),
  ]
}

/** Upstream: ValidateVolumeDevices. */
export function validateVolumeDevices(container: any, volumes: VolumeSet, path: string): FieldError[] {
  const paths = new Set<string>()
  const names = new Set<string>()
  return ((container.volumeDevices ?? []) as any[]).flatMap(({ name = '', devicePath = '' }, index) => {
    const at = `${path}[${index}]`
    const backsteps = devicePath !== '' && noBacksteps(at, devicePath).length > 0
    const errors = [
      ...validateDeviceName(name, names, volumes, `${at}.name`),
      ...(devicePath === '' ? [required(`${at}.devicePath`)] : []),
      ...(paths.has(devicePath) ? [invalid(`${at}.devicePath`, devicePath, 'must be unique')] : []),
      ...(backsteps ? [invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')")] : []),
      ...validateAgainstMounts(name, devicePath, container.volumeMounts ?? [], at),
    ]
    if (!backsteps) paths.add(devicePath)
    if (name !== '') names.add(name)
    return errors
  })
}

function validateDeviceName(name: string, names: ReadonlySet<string>, volumes: VolumeSet, path: string): FieldError[] {
  const volume = volumes.get(name)
  const claimed = volume?.persistentVolumeClaim || volume?.ephemeral
  return [
    ...(name === '' ? [required(path)] : []),
    ...(names.has(name) ? [invalid(path, name, 'must be unique')] : []),
    ...(volume && !claimed
      ? [invalid(path, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode')]
      : []),
    ...(volume ? [] : [notFound(path, name)]),
  ]
}

function validateAgainstMounts(name: string, devicePath: string, mounts: any[], path: string): FieldError[] {
  return [
    ...(mounts.some((mount) => (mount.name ?? '') === name)
      ? [invalid(`${path}.name`, name, 'must not already exist in volumeMounts')]
      : []),
    ...(mounts.some((mount) => (mount.mountPath ?? '') === devicePath)
      ? [invalid(`${path}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts')]
      : []),
  ]
}
