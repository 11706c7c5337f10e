import { chmod, lstat, mkdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

import { VolumeError } from './payload.ts'

/**
 * The real path of a folder or file inside of a volume; missing folders are made. A container may have put links
 * into its volume: a path that leads out of it through one is refused.
 */
export async function resolveSubPath(root: string, subPath: string): Promise<string> {
  if (subPath === '') return root
  const parts = subPath.split('/').filter((part) => part !== '' && part !== '.')
  if (subPath.startsWith('/') || parts.includes('..')) throw refused(subPath)
  const inside = await realpath(root)
  // As open as the volume is, whatever the umask.
  const mode = (await stat(inside)).mode & 0o7777
  let path = inside
  for (const part of parts) {
    const next = join(path, part)
    if ((await lstat(next).catch(() => null)) === null) {
      await mkdir(next)
      await chmod(next, mode)
    }
    path = await realpath(next).catch(() => {
      throw refused(subPath)
    })
    if (path !== inside && !path.startsWith(inside + sep)) throw refused(subPath)
  }
  return path
}

/** What leads where on the host is not for the pod's owner to know. */
const refused = (subPath: string): VolumeError =>
  new VolumeError(`subPath ${JSON.stringify(subPath)} leads out of its volume`)
