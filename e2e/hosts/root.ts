import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../harness/run.ts'

/** What a small server with podman has, and what a test host needs to be reached and looked into. */
const packages = [
  'systemd', 'systemd-sysv', 'dbus', 'iproute2', 'iptables', 'nftables', 'podman', 'crun', 'catatonit', 'netavark',
  'aardvark-dns', 'ca-certificates', 'procps',
]
const suite = 'bookworm'

/** Outside of the checkout, because it takes minutes to make and no more than the packages to know. */
const cache = '/var/cache/coracle-test-hosts'

/** The root file system of a Debian machine, made once; hosts lay their own changes over it. */
export async function hostRoot(): Promise<string> {
  const name = `${suite}-${createHash('sha256').update(packages.join()).digest('hex').slice(0, 12)}`
  const folder = join(cache, name)
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  const draft = `${folder}.${process.pid}`
  const { code, stdout } = await run('debootstrap', ['--variant=minbase', `--include=${packages.join()}`, suite, draft])
  if (code !== 0) throw new Error(`cannot make the root of test hosts: ${stdout.slice(-2000)}`)
  // Each host has a name and an id of its own.
  for (const file of ['etc/hostname', 'etc/machine-id']) rmSync(join(draft, file), { force: true })
  rmSync(join(draft, 'var/cache/apt'), { recursive: true, force: true })
  if (existsSync(folder)) rmSync(draft, { recursive: true, force: true })
  else renameSync(draft, folder)
  return folder
}
