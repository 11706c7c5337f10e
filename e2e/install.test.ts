import { cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { freePort } from './harness/coracle.ts'
import { type Output, run } from './harness/run.ts'
import { repository } from './harness/tools.ts'

const patienceMs = 240_000
/** What a machine has on its path, without the folders that npm puts before it. */
const machinePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const bare = (...command: string[]): Promise<Output> =>
  run('env', ['-i', `PATH=${machinePath}`, 'HOME=/nonexistent', ...command])

describe('coracle as a package', function () {
  this.timeout(patienceMs)
  let folder: string
  let installed: string
  let command: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coracle-package-'))
    installed = join(folder, 'installed')
    command = join(installed, 'node_modules', '.bin', 'coracle')
    const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder, repository])
    expect(packed.code, packed.stderr).to.equal(0)
    const archive = join(folder, packed.stdout.trim().split('\n').at(-1) ?? '')
    // What the package depends on is in npm's cache since `npm ci`.
    const install = await run('npm', [
      'install', '--silent', '--prefer-offline', '--no-audit', '--no-fund', '--prefix', installed, archive,
    ])
    expect(install.code, install.stderr).to.equal(0)
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('runs on the Node.js that comes with it, whatever the machine has', async () => {
    const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'))
    const { code, stdout, stderr } = await bare(command, 'version')
    expect(stderr).to.equal('')
    expect(code).to.equal(0)
    expect(stdout).to.match(new RegExp(`^coracle v${version}\\nKubernetes API v1\\.\\d+\\.\\d+\\nnode v24\\.`))
  })

  it('serves, from the bundle alone', async () => {
    const data = join(folder, 'data')
    const flags = [
      '--data-dir', data, '--write-kubeconfig', join(data, 'k'), '--bind-address', '127.0.0.1', '--https-listen-port',
      String(await freePort()),
    ]
    const server = spawn(command, ['server', '--disable-agent', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: machinePath },
    })
    let printed = ''
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk))
    try {
      await new Promise<void>((resolve, reject) => {
        server.stdout.on('data', () => printed.includes('Ready.') && resolve())
        server.once('exit', (code) => reject(new Error(`ended with ${code}: ${printed}`)))
      })
    } finally {
      server.kill('SIGINT')
      if (server.exitCode === null) await once(server, 'exit')
    }
    expect(server.exitCode, printed).to.equal(0)
    expect(existsSync(data)).to.equal(true)
  })

  it('says in one line what is missing where no current Node.js is to be had', async () => {
    const away = join(folder, 'node')
    await rename(join(installed, 'node_modules', 'node'), away)
    try {
      const old = join(folder, 'old')
      await run('mkdir', [old])
      await run('sh', ['-c', `printf '#!/bin/sh\\necho v20.19.0\\n' > ${old}/node; chmod +x ${old}/node`])
      const { code, stderr } = await run('env', ['-i', `PATH=${old}:/usr/bin:/bin`, command, 'version'])
      expect(code).to.equal(2)
      expect(stderr)
        .to.match(/^error: cannot start coracle: it needs Node\.js 24 or newer, and the machine has v20\.19\.0; .*\n$/)
      await cp(join(away, 'bin', 'node'), join(old, 'node'), { force: true })
      expect((await run('env', ['-i', `PATH=${old}:/usr/bin:/bin`, command, 'version'])).code).to.equal(0)
    } finally {
      await rename(away, join(installed, 'node_modules', 'node'))
    }
  })
})
