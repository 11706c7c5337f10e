import { randomBytes } from 'node:crypto'
import {
  chmod, chown, lstat, mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** One file of a volume; paths are relative and were checked. */
export interface ProjectedFile {
  path: string
  data: Buffer
  mode: number
  /** The user it belongs to; root unless said. */
  user?: number
}

/** How files are written. */
export interface WriteOptions {
  now?: Date
  /** The group that may read everything: a pod's fsGroup. */
  group?: number | undefined
}

const dataLink = '..data'

/**
 * Writes all files of a volume at once, as kubelet does: they lie in a folder named for the time, `..data` points
 * to it, and each first part of a path points through `..data`. A reader sees the old set or the new one, never
 * a mixture. Writing what is there already does nothing. Upstream: volume/util.AtomicWriter.
 */
export async function writeAtomically(
  folder: string,
  wanted: readonly ProjectedFile[],
  { now = new Date(), group }: WriteOptions = {},
): Promise<void> {
  const files = group === undefined ? wanted : wanted.map((file) => ({ ...file, mode: file.mode | 0o440 }))
  await mkdir(folder, { recursive: true, mode: 0o755 })
  for (const { path } of files) checkPath(path)
  const link = join(folder, dataLink)
  const old = await readlink(link).catch(() => null)
  if (old !== null && (await holdsAll(join(folder, old), files))) return
  const fresh = `..${stamp(now)}.${randomBytes(5).toString('hex').slice(0, 9)}`
  await mkdir(join(folder, fresh), { recursive: true, mode: 0o755 })
  for (const { path, data, mode, user } of files) {
    const target = join(folder, fresh, path)
    await mkdir(dirname(target), { recursive: true, mode: 0o755 })
    await writeFile(target, data, { mode })
    if (user !== undefined) await chown(target, user, -1)
    // Whatever the umask left of it.
    await chmod(target, mode)
  }
  if (group !== undefined) await giveToGroup(join(folder, fresh), group)
  await symlink(fresh, `${link}_tmp`)
  await rename(`${link}_tmp`, link)
  await linkTops(folder, files)
  if (old !== null) await rm(join(folder, old), { recursive: true, force: true })
}

/** Upstream: volume.SetVolumeOwnership. */
async function giveToGroup(folder: string, group: number): Promise<void> {
  await chown(folder, -1, group)
  await chmod(folder, 0o2755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const { mode } = await lstat(path)
    await chown(path, -1, group)
    // A change of owner takes some bits away.
    await chmod(path, entry.isDirectory() ? 0o2755 : mode & 0o7777)
  }
}

/** A path that leaves its volume, or hides among the writer's own names, is an error of whoever checked before. */
function checkPath(path: string): void {
  const parts = path.split('/')
  if (path === '' || path.startsWith('/') || parts.includes('..') || path.startsWith('..')) {
    throw new RangeError(`cannot write ${JSON.stringify(path)} into a volume: it must be a relative path inside of it`)
  }
}

async function holdsAll(folder: string, files: readonly ProjectedFile[]): Promise<boolean> {
  const present = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((one) => one.isFile())
  if (present.length !== files.length) return false
  for (const { path, data, mode } of files) {
    const target = join(folder, path)
    const stat = await lstat(target).catch(() => null)
    if (stat === null || (stat.mode & 0o777) !== (mode & 0o777)) return false
    if (!(await readFile(target)).equals(data)) return false
  }
  return true
}

async function linkTops(folder: string, files: readonly ProjectedFile[]): Promise<void> {
  const tops = new Set(files.map(({ path }) => path.split('/')[0] ?? ''))
  for (const top of tops) {
    const link = join(folder, top)
    if ((await readlink(link).catch(() => null)) === null) await symlink(join(dataLink, top), link)
  }
  for (const name of await readdir(folder)) {
    if (!name.startsWith('..') && !tops.has(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
}

/** `2026_11_21_14_29_31`, as kubelet names its folders. */
const stamp = (now: Date): string => now.toISOString().slice(0, 19).replace(/[-:T]/g, '_')
