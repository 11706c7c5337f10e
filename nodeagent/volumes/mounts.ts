import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a mount namespace has mounted at one place. */
export interface MountPoint {
  path: string
  /** `shared:7`, `master:3`: with whom mounts below it are exchanged. */
  propagation: string[]
}

/** The lines of a `/proc/PID/mountinfo`. */
export function parseMounts(mountinfo: string): MountPoint[] {
  return mountinfo
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const words = line.split(' ')
      const path = (words[4] ?? '')
        .replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)))
      return { path, propagation: words.slice(6, words.indexOf('-')) }
    })
}

const present = async (): Promise<string[]> =>
  parseMounts(await readFile('/proc/self/mountinfo', 'utf8')).map(({ path }) => path)

/** Makes a folder a file system in memory of at most so many bytes; one that is it already stays as it is. */
export async function mountMemory(folder: string, sizeBytes: number): Promise<void> {
  if ((await present()).includes(folder)) return
  await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=0777`, 'tmpfs', folder])
}

/** Unmounts all that is mounted below a folder, the innermost first. */
export async function unmountBelow(folder: string): Promise<void> {
  const below = (await present()).filter((path) => path.startsWith(`${folder}/`))
  for (const path of below.reverse()) await run('umount', [path])
}
