import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Coracle, freePort, run, startCoracle } from './harness/coracle.ts'
import { repository } from './harness/tools.ts'

const patienceMs = 60_000
const coracleCommand = (...args: string[]) => run(process.execPath, [join(repository, 'cli', 'main.ts'), ...args])

/** One line on stderr, and no stack. */
function expectOneLine(stderr: string, text: string): void {
  expect(stderr).to.contain(text)
  expect(stderr.trim().split('\n').length, stderr).to.equal(1)
}

describe('the coracle command', function () {
  this.timeout(patienceMs)
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coracle-command-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const server = async (...flags: string[]) =>
    coracleCommand('server', '--disable-agent', '--data-dir', join(folder, 'data'), '--write-kubeconfig', join(folder, 'k'), ...flags)

  it('has help for every verb', async () => {
    for (const verb of ['server', 'agent', 'kubeconfig', 'version']) {
      const { code, stdout } = await coracleCommand(verb, '--help')
      expect(code).to.equal(0)
      expect(stdout).to.contain(`Usage: coracle ${verb}`)
    }
  })

  it('refuses an unknown flag in one line', async () => {
    const { code, stderr } = await server('--nonsense')
    expect(code).to.equal(1)
    expectOneLine(stderr, "unknown option '--nonsense'")
  })

  it('refuses a config file with an unknown key', async () => {
    const config = join(folder, 'config.yaml')
    await writeFile(config, 'nonsense: 1\n')
    const { code, stderr } = await server('--config', config)
    expect(code).to.equal(1)
    expectOneLine(stderr, "unknown key 'nonsense'")
  })

  it('says when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    try {
      const { port } = other.address() as { port: number }
      const { code, stderr } = await server('--bind-address', '127.0.0.1', '--https-listen-port', String(port))
      expect(code).to.equal(2)
      expectOneLine(stderr, `127.0.0.1:${port}`)
    } finally {
      other.close()
    }
  })

  it('says when the data directory cannot be one', async () => {
    await writeFile(join(folder, 'data'), '')
    const { code, stderr } = await server('--https-listen-port', String(await freePort()))
    expect(code).to.equal(2)
    expectOneLine(stderr, 'cannot use the data directory')
  })

  describe('with a server running', () => {
    let running: Coracle
    before(async () => {
      running = await startCoracle(['--disable-agent', '--disable-controller-manager', '--disable-scheduler'])
    })
    after(() => running.close())

    it('says when the data directory is in use', async () => {
      const { code, stderr } = await coracleCommand(
        'server', '--disable-agent', '--data-dir', running.dataDir, '--write-kubeconfig', join(folder, 'k'),
        '--bind-address', '127.0.0.1', '--https-listen-port', String(await freePort()),
      )
      expect(code).to.equal(2)
      expectOneLine(stderr, 'in use by another process')
    })

    it('prints a kubeconfig that works', async () => {
      const { stdout } = await coracleCommand('kubeconfig', '--data-dir', running.dataDir, '--server', `https://127.0.0.1:${running.port}`)
      await writeFile(join(folder, 'kubeconfig'), stdout, { mode: 0o600 })
      const { code, stdout: names } = await running.kubectl(['--kubeconfig', join(folder, 'kubeconfig'), 'get', 'namespaces', '-o', 'name'])
      expect(code).to.equal(0)
      expect(names).to.contain('namespace/default')
    })

    it('ends with code 0 on SIGTERM, and starts again with what was stored', async () => {
      await running.kubectl(['create', 'configmap', 'kept', '--from-literal=a=b'])
      expect(await running.stop()).to.equal(0)
      await running.start()
      const { stdout } = await running.kubectl(['get', 'configmap', 'kept', '-o', 'jsonpath={.data.a}'])
      expect(stdout).to.equal('b')
    })
  })
})
