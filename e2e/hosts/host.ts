import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Output, run } from '../harness/run.ts'
import { until } from '../harness/until.ts'
import { repository } from '../harness/tools.ts'
import { hostRoot } from './root.ts'

/** Where the checkout stands in a host, read-only. */
export const checkout = '/opt/coracle'

/** A machine with systemd and podman of its own, in a container on this one. */
export interface Host {
  readonly name: string
  /** Runs a command in the host, as root; `PATH` finds the checkout's Node first. */
  run(command: readonly string[], input?: string): Promise<Output>
  /** A file of the host as this machine sees it. */
  path(file: string): string
  /** `systemctl reboot`, until it is up again. */
  reboot(): Promise<void>
  /** Pulls the plug and removes all that the host wrote. May be called twice. */
  close(): Promise<void>
}

/**
 * What is done in the private mount and network namespaces before the host boots. Words after the script: the root,
 * the host's folder, and systemd-nspawn with its flags.
 */
const prepare = `
set -e
if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi
ip link set lo up
ip link add hosts type bridge
ip link set hosts up
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/merged"
shift 2
# systemd-nspawn ends with 133 when its host reboots.
while true; do
  code=0
  "$@" || code=$?
  if [ "$code" != 133 ]; then exit "$code"; fi
done
`

/** Boots a host. It has a network of its own, without a way out. */
export async function bootHost(name: string): Promise<Host> {
  const root = await hostRoot()
  const folder = mkdtempSync(join(tmpdir(), `coracle-host-${name}-`))
  for (const part of ['upper', 'work', 'merged', 'containers']) mkdirSync(join(folder, part))
  const nspawn = [
    'systemd-nspawn', '-D', join(folder, 'merged'), '-M', name, '--boot', '--private-network', '--network-bridge=hosts',
    '--capability=all', '--register=no', '--keep-unit', '--system-call-filter=@keyring bpf', '--console=read-only',
    // Overlay storage cannot lie on an overlay.
    `--bind=${join(folder, 'containers')}:/var/lib/containers`, '--bind=/dev/net/tun',
    `--bind-ro=${repository}:${checkout}`,
  ]
  const bed = spawn('unshare', [
    '--mount', '--net', '--propagation', 'private', '--', '/bin/sh', '-c', prepare, 'sh', root, folder, ...nspawn,
  ], {
    stdio: 'ignore',
  })
  const host = hostOf(name, folder, bed)
  try {
    await host.settle()
  } catch (error) {
    await host.close()
    throw error
  }
  return host
}

function hostOf(name: string, folder: string, bed: ChildProcess): Host & { settle(): Promise<void> } {
  const nspawn = (): number | undefined => childrenOf(bed.pid ?? 0)[0]
  const leader = (): number => {
    const pid = childrenOf(nspawn() ?? 0)[0]
    if (pid === undefined) throw new Error(`cannot reach the host ${name}: it is not up`)
    return pid
  }
  const inside = (command: readonly string[], input?: string) => {
    const path = `${checkout}/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`
    return run(
      'nsenter', ['-t', `${leader()}`, '-a', '--', 'env', '-i', `PATH=${path}`, 'HOME=/root', ...command], input,
    )
  }

  /**
   * Waits until systemd takes orders, then lets podman use the cgroups that nspawn has mounted read-only. It is not
   * waited for all that starts: some of it waits minutes for a network with a way out, which there is none of.
   */
  const settle = async (): Promise<void> => {
    await until(
      async () => (await inside(['systemctl', 'is-active', 'basic.target', 'dbus.service'])).code === 0, 120_000,
    )
    for (const controller of readdirSync(join('/proc', `${leader()}`, 'root/sys/fs/cgroup'))) {
      await inside(['mount', '-o', 'remount,bind,rw', `/sys/fs/cgroup/${controller}`])
    }
  }

  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    if (bed.exitCode === null && bed.signalCode === null) {
      const gone = once(bed, 'exit')
      // The host's first process takes all others along; the mounts end with the namespace.
      const supervisor = nspawn()
      const first = childrenOf(supervisor ?? 0)[0]
      for (const pid of [first, supervisor, bed.pid]) if (pid !== undefined) process.kill(pid, 'SIGKILL')
      await gone
    }
    await until(async () => (rmSync(folder, { recursive: true, force: true }), true), 20_000)
  }

  return {
    name,
    run: inside,
    path: (file) => join('/proc', `${leader()}`, 'root', file),
    settle,
    async reboot() {
      const before = leader()
      await inside(['systemctl', 'reboot'])
      await until(async () => leader() !== before, 150_000)
      await settle()
    },
    close: () => (closed ??= close()),
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter((word) => word !== '')
      .map(Number)
  } catch {
    return []
  }
}
