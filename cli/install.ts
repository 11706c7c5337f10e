import { spawn } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { stateFailure } from './failure.ts'

/** What the agent runs, and the Debian package that carries it. */
const programs = [
  { program: 'podman', package: 'podman' },
  { program: 'crun', package: 'crun' },
  { program: 'conmon', package: 'conmon' },
  { program: 'catatonit', package: 'catatonit' },
  { program: 'iptables', package: 'iptables' },
  { path: '/usr/lib/podman/netavark', package: 'netavark' },
] as const

/** The packages whose programs this host lacks. */
export async function missingPackages(path = process.env.PATH ?? ''): Promise<string[]> {
  const found = await Promise.all(
    programs.map((row) => ('path' in row ? isExecutable(row.path) : onPath(row.program, path))),
  )
  return programs.filter((_, index) => !found[index]).map((row) => row.package)
}

/** Installs packages with apt-get; its output is shown only when it fails. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  const install = ['install', '--yes', '--no-install-recommends', ...packages]
  const first = await aptGet(install)
  if (first.code === 0) return
  // A new machine has no package lists yet.
  await aptGet(['update'])
  const second = await aptGet(install)
  if (second.code === 0) return
  const last = second.output.trim().split('\n').at(-1) ?? ''
  throw stateFailure(`cannot install ${packages.join(', ')}: apt-get failed: ${last}`)
}

function aptGet(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('apt-get', args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk).slice(-4096)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ code: null, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}

async function onPath(program: string, path: string): Promise<boolean> {
  const folders = [...path.split(delimiter), '/usr/sbin', '/sbin']
  const found = await Promise.all(folders.filter(Boolean).map((folder) => isExecutable(join(folder, program))))
  return found.includes(true)
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
