import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'

import { parseMounts } from '../../volumes/mounts.ts'
import type { MountPoint } from '../../volumes/mounts.ts'

/** Where podman, like iproute2, mounts the network namespaces it makes. */
export const networkNamespaces = '/run/netns'

/**
 * Makes a folder a mount of its own that is shared with the mount namespaces split off from this one: what one
 * mounts there the others see, and it lives as long as one of them. What is mounted in it already moves along, for
 * a mount underneath would keep its file from being removed. Where all is shared anyway nothing is done.
 */
export function shareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  if (isShared(folder, mountsOf('self'))) return
  // Two agents that start at once must not mount it over each other.
  execFileSync('flock', [folder, '/bin/sh', '-c', shareScript, folder], { stdio: 'ignore' })
}

const shareScript = `
mountpoint -q "$0" && exec mount --make-shared "$0"
new=$(mktemp -d) && mount --bind "$0" "$new" || exit
for file in "$0"/*; do mount --move "$file" "$new/\${file##*/}"; done
mount --move "$new" "$0" && rmdir "$new" && mount --make-rshared "$0"
`

/** Whether what is mounted in a folder is seen by others, by the mount that the folder is in. */
export function isShared(folder: string, mounts: readonly MountPoint[]): boolean {
  const around = mounts.filter(({ path }) => path === folder || path === '/' || folder.startsWith(`${path}/`))
  const nearest = around.reduce<MountPoint | null>(
    (best, one) => (best !== null && best.path.length > one.path.length ? best : one), null,
  )
  return nearest?.propagation.some((word) => word.startsWith('shared:')) ?? false
}

/** Undoes `shareFolder` once nothing is mounted below. */
export function releaseFolder(folder: string): void {
  const mounts = mountsOf('self')
  if (!mounts.some(({ path }) => path === folder) || mounts.some(({ path }) => path.startsWith(`${folder}/`))) return
  execFileSync('umount', [folder], { stdio: 'ignore' })
}

/** Whether something in another mount namespace lives on what is mounted below a shared folder. */
export function isSharedWithOthers(folder: string): boolean {
  const group = mountsOf('self')
    .findLast(({ path }) => path === folder)
    ?.propagation.find((word) => word.startsWith('shared:'))
  if (group === undefined) return false
  const here = namespaceOf('self')
  return processes().some(
    (pid) =>
      namespaceOf(pid) !== here &&
      !isMonitorOfExec(wordsOf(pid)) &&
      mountsOf(pid).some((one) => one.path === folder && one.propagation.includes(group)),
  )
}

/**
 * The command that runs another without the v2 tree of cgroups, in a mount namespace of its own that gives and
 * takes mounts as the machine's does, but for that one. Where one of an earlier service still lives it is entered
 * again, since containers' file systems are mounted there.
 */
export function apartFromV2(livingPid: number | null): string[] {
  if (livingPid !== null) return enter(livingPid)
  const script = 'mount --make-rslave /sys/fs/cgroup && umount /sys/fs/cgroup/unified; exec "$@"'
  return ['unshare', '--mount', '--propagation', 'unchanged', '--', '/bin/sh', '-c', script, 'sh']
}

/** The command that runs another in the mount namespace of a process. */
export const enter = (pid: number | null): string[] =>
  (pid === null ? [] : ['nsenter', `--mount=/proc/${pid}/ns/mnt`, '--'])

/** The first living process that passes the test. */
export function findProcess(test: (process: { words: string[]; environment: string[] }) => boolean): number | null {
  for (const pid of processes()) {
    try {
      const [words = [], environment = []] = ['cmdline', 'environ']
        .map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0'))
      if (test({ words, environment })) return Number(pid)
    } catch {
      // It has ended since it was listed.
    }
  }
  return null
}

/** The conmon of a command in a container stays for a while after it; nothing depends on that. */
export const isMonitorOfExec = (words: readonly string[]): boolean => words.includes('--exec-process-spec')

function wordsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

const processes = (): string[] => readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))

function mountsOf(pid: string): MountPoint[] {
  try {
    return parseMounts(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'))
  } catch {
    return []
  }
}

function namespaceOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`)
  } catch {
    return ''
  }
}
