import { lstat, mkdir, realpath } from 'node:fs/promises'
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
  let path = inside
  for (const part of parts) {
    const next = join(path, part)
    if ((await lstat(next).catch(() => null)) === null) await mkdir(next, { mode: 0o755 })
    path = await realpath(next).catch(() => {
      throw refused(subPath)
    })
    if (path !== inside && !path.startsWith(inside + sep)) throw refused(subPath)
  }
  return path
}

const refused = (subPath: string): VolumeError =>
  new VolumeError(`failed to prepare subPath for volumeMount: ${JSON.stringify(subPath)} leads out of its volume`)
