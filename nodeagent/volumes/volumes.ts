import { chmod, chown, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { mainContainersOf } from '../pods/pod.ts'
import type { Pod } from '../pods/pod.ts'
import { unitsOf } from '../pods/quantity.ts'
import { writeAtomically } from './atomic-writer.ts'
import { mountMemory, unmountBelow } from './mounts.ts'
import { VolumeError } from './payload.ts'
import { volumeFiles } from './sources.ts'
import type { SourceContext } from './sources.ts'

/** Where each volume of a pod lies on the host, by name. */
export type VolumePaths = ReadonlyMap<string, string>

/** Prepares every volume of a pod below its folder; a second call refreshes what came from the API. */
export async function prepareVolumes(podFolder: string, pod: Pod, context: SourceContext): Promise<VolumePaths> {
  const paths = new Map<string, string>()
  for (const volume of pod['spec'].volumes ?? []) {
    try {
      paths.set(volume.name, await prepareVolume(podFolder, pod, volume, context))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new VolumeError(`MountVolume.SetUp failed for volume "${volume.name}" : ${why}`, { cause: error })
    }
  }
  return paths
}

async function prepareVolume(podFolder: string, pod: Pod, volume: any, context: SourceContext): Promise<string> {
  if (volume.hostPath) return hostPath(volume.hostPath)
  const group: number | undefined = pod['spec'].securityContext?.fsGroup
  const files = await volumeFiles(pod, volume, context)
  if (files !== null) {
    const folder = join(podFolder, 'volumes', `kubernetes.io~${kindOf(volume)}`, volume.name)
    await writeAtomically(folder, files, { group })
    return folder
  }
  if (volume.emptyDir) {
    const folder = join(podFolder, 'volumes', 'kubernetes.io~empty-dir', volume.name)
    return emptyDir(folder, volume.emptyDir, { group, memory: memoryOf(pod, context) })
  }
  throw new VolumeError(
    `volumes of this kind are not supported: ${Object.keys(volume).filter((key) => key !== 'name').join(', ')}`,
  )
}

/** Volumes whose content the agent writes are read-only to containers. */
export const isReadOnlyVolume = (volume: any): boolean =>
  Boolean(volume.configMap ?? volume.secret ?? volume.downwardAPI ?? volume.projected)

/** The memory a pod's containers may use in all: no volume in memory needs to be larger. */
function memoryOf(pod: Pod, { facts }: SourceContext): number {
  const limits = mainContainersOf(pod).map((one) => unitsOf(one['resources']?.limits?.memory))
  const sum = limits.reduce((all, one) => all + one, 0)
  return limits.every((one) => one > 0) ? Math.min(sum, facts.allocatableMemory) : facts.allocatableMemory
}

function kindOf(volume: any): string {
  if (volume.configMap) return 'configmap'
  if (volume.secret) return 'secret'
  return volume.downwardAPI ? 'downward-api' : 'projected'
}

async function emptyDir(
  folder: string,
  { medium, sizeLimit }: any,
  { group, memory }: { group: number | undefined; memory: number },
): Promise<string> {
  await mkdir(folder, { recursive: true })
  const limit = unitsOf(sizeLimit)
  if (medium === 'Memory') await mountMemory(folder, limit > 0 ? Math.min(limit, memory) : memory)
  // For any user a container may run as.
  await chmod(folder, 0o777)
  if (group !== undefined) {
    await chown(folder, 0, group)
    await chmod(folder, 0o2777)
  }
  return folder
}

async function hostPath({ path, type = '' }: { path: string; type?: string }): Promise<string> {
  const found = await stat(path).catch(() => null)
  switch (type) {
    case '':
      // The runtime refuses a missing source; docker made a folder, which pods rely on.
      if (found === null) await mkdir(path, { recursive: true, mode: 0o755 })
      return path
    case 'DirectoryOrCreate':
      if (found === null) await mkdir(path, { recursive: true, mode: 0o755 })
      else if (!found.isDirectory()) throw new VolumeError(`hostPath type check failed: ${path} is not a directory`)
      return path
    case 'FileOrCreate':
      if (found === null) await writeFile(path, '', { mode: 0o644 })
      else if (!found.isFile()) throw new VolumeError(`hostPath type check failed: ${path} is not a file`)
      return path
    case 'Directory':
      if (!found?.isDirectory()) throw new VolumeError(`hostPath type check failed: ${path} is not a directory`)
      return path
    case 'File':
      if (!found?.isFile()) throw new VolumeError(`hostPath type check failed: ${path} is not a file`)
      return path
    case 'Socket':
      if (!found?.isSocket()) throw new VolumeError(`hostPath type check failed: ${path} is not a socket file`)
      return path
    case 'CharDevice':
      if (!found?.isCharacterDevice()) {
        throw new VolumeError(`hostPath type check failed: ${path} is not a character device`)
      }
      return path
    case 'BlockDevice':
      if (!found?.isBlockDevice()) throw new VolumeError(`hostPath type check failed: ${path} is not a block device`)
      return path
    default:
      throw new VolumeError(`${type} is an invalid volume type`)
  }
}

/** Removes all that a pod left on the host. */
export async function removePodFolder(podFolder: string): Promise<void> {
  await unmountBelow(podFolder)
  await rm(podFolder, { recursive: true, force: true })
}
