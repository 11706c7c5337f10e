import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'chai'
import { type Coracle, freePort, run, startApiServer } from './harness/coracle.ts'
import { agentFlags, type Flag, kubeconfigFlags, serverFlags, variableOf } from '../cli/flags.ts'
import { needRoot } from './harness/host.ts'
import { repository } from './harness/tools.ts'
import { until } from './harness/until.ts'

const patienceMs = 120_000
const startMs = 40_000
const endMs = 20_000
const coracleCommand = (...args: string[]) => run(process.execPath, [join(repository, 'cli', 'main.ts'), ...args])

/** One line on stderr, and no stack. */
function expectOneLine(stderr: string, text: string): void {
  expect(stderr).to.contain(text)
  expect(stderr.trim().split('\n').length, stderr).to.equal(1)
}

/** Starts a server by a command, waits until it is ready, has `interrupt` end it, and gives its lines. */
async function startAndInterrupt(
  command: readonly [string, ...string[]], interrupt: (child: ChildProcess) => unknown,
): Promise<string[]> {
  const [program, ...args] = command
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const group = -(child.pid ?? 0)
  let printed = ''
  try {
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk))
    await until(async () => {
      if (!/Ready\.[^\n]*\n/.test(printed)) throw new Error(`it is not ready (exit code ${child.exitCode}): ${printed}`)
      return true
    }, startMs)
    const ended = once(child, 'close')
    interrupt(child)
    await Promise.race([ended, wait(endMs, undefined, { ref: false })])
    expect(child.exitCode, printed).to.equal(0)
    return printed.trim().split('\n')
  } finally {
    if (child.exitCode === null) process.kill(group, 'SIGKILL')
  }
}

describe('the coracle command', function () {
  this.timeout(patienceMs)
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coracle-command-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const server = async (...flags: string[]) =>
    coracleCommand(
      'server', '--disable-agent', '--data-dir', join(folder, 'data'), '--write-kubeconfig', join(folder, 'k'),
      ...flags,
    )

  const verbs: Record<string, readonly Flag[]> = {
    server: serverFlags, agent: agentFlags, kubeconfig: kubeconfigFlags, version: [],
  }
  for (const [verb, flags] of Object.entries(verbs)) {
    it(`has help for ${verb}, with each flag, its variable and its default`, async () => {
      const { code, stdout } = await coracleCommand(verb, '--help')
      expect(code).to.equal(0)
      expect(stdout).to.contain(`Usage: coracle ${verb}`)
      const text = stdout.replace(/\s+/g, ' ')
      for (const flag of flags) {
        expect(text).to.contain(` --${flag.name} `).and.to.contain(`(${variableOf(flag)}`)
        if (typeof flag.fallback !== 'object' && flag.fallback !== false) {
          expect(text).to.contain(`${variableOf(flag)}, default ${flag.fallback})`)
        }
      }
    })
  }

  it('has help for itself, and says so when the verb is unknown', async () => {
    const { code, stdout } = await coracleCommand('--help')
    expect(code).to.equal(0)
    for (const verb of Object.keys(verbs)) expect(stdout).to.match(new RegExp(`^  ${verb}\\b`, 'm'))
    const unknown = await coracleCommand('nonsense')
    expect(unknown.code).to.equal(1)
    expectOneLine(unknown.stderr, "unknown command 'nonsense'")
  })

  it('takes its flags from a config file and from variables as from the command line', async () => {
    const config = join(folder, 'config.yaml')
    const port = await freePort()
    await writeFile(config, `data-dir: ${join(folder, 'data')}\nwrite-kubeconfig: ${join(folder, 'k')}\n`
      + 'https-listen-port: 1\ndisable-agent: true\n')
    const variables = {
      CORACLE_CONFIG: config, CORACLE_BIND_ADDRESS: '127.0.0.1', CORACLE_HTTPS_LISTEN_PORT: `${port}`,
      CORACLE_LOG_LEVEL: 'error',
    }
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    try {
      const { code, stderr } = await run('env', [
        ...Object.entries(variables).map(([name, value]) => `${name}=${value}`), process.execPath,
        join(repository, 'cli', 'main.ts'), 'server',
      ])
      expect(code).to.equal(2)
      expectOneLine(stderr, `127.0.0.1:${port}`)
    } finally {
      other.close()
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

  it('says when the agent cannot have its port, or its pods their network', async function () {
    needRoot(this)
    const other = createServer().listen(0)
    const link = `e2e${process.pid}`
    await once(other, 'listening')
    await run('ip', ['link', 'add', link, 'type', 'bridge'])
    await run('ip', ['link', 'set', link, 'up'])
    await run('ip', ['address', 'add', '10.213.0.1/24', 'dev', link])
    try {
      const { port } = other.address() as { port: number }
      const flags = [
        '--bind-address', '127.0.0.1', '--https-listen-port', String(await freePort()), '--cluster-cidr',
        '10.213.0.0/16',
      ]
      const withAgent = (kubeletPort: number) =>
        coracleCommand(
          'server', '--data-dir', join(folder, 'data'), '--write-kubeconfig', join(folder, 'k'), ...flags,
          '--kubelet-port', String(kubeletPort),
        )
      const network = await withAgent(await freePort())
      expect(network.code).to.equal(2)
      expect(network.stderr)
        .to.match(/^error: cannot run pods on this host: cannot make the pods' network 10\.213\.0\.0\/24: .*$/m)
      await run('ip', ['link', 'del', link])
      const taken = await withAgent(port)
      expect(taken.code).to.equal(2)
      expect(taken.stderr).to.match(/^error: cannot listen at .*: the address is in use$/m).and.to.contain(`:${port}: `)
      expect(network.stderr + taken.stderr).not.to.contain('    at ')
    } finally {
      other.close()
      await run('ip', ['link', 'del', link])
      await run('podman', ['network', 'rm', 'coracle-10-213-0-0-24'])
    }
  })

  it('says when the data directory cannot be one', async () => {
    await writeFile(join(folder, 'data'), '')
    const { code, stderr } = await server('--https-listen-port', String(await freePort()))
    expect(code).to.equal(2)
    expectOneLine(stderr, 'cannot use the data directory')
  })

  it('says when the data directory cannot be written', async function () {
    if (process.getuid?.() !== 0) {
      process.stdout.write('  only root mounts a disk that is read-only: skipped\n')
      this.skip()
    }
    const disk = join(folder, 'disk')
    await mkdir(disk)
    await run('mount', ['-t', 'tmpfs', '-o', 'ro', 'coracle-e2e', disk])
    try {
      const { code, stderr } = await server('--data-dir', join(disk, 'data'))
      expect(code).to.equal(2)
      expectOneLine(stderr, 'the file system is read-only')
    } finally {
      await run('umount', [disk])
    }
  })

  it('says each step in a line, draws them anew on a terminal, and ends with how to go on', async () => {
    const plain = [
      'Prepare the certificates', /Start the API server: https:\/\/127\.0\.0\.1:\d+/, /Write the kubeconfig: /,
      'Start the controllers', 'Start the scheduler', /Ready\. export KUBECONFIG=/,
    ]
    const flags = [
      '--disable-agent', '--data-dir', join(folder, 'data'), '--write-kubeconfig', join(folder, 'k'), '--bind-address',
      '127.0.0.1', '--https-listen-port', String(await freePort()),
    ]
    const npm = ['npm', '--silent', '--prefix', repository, 'start', '--', ...flags] as const
    // Ctrl-C at a terminal reaches all that runs in it: npm, its shell and the server.
    const lines = await startAndInterrupt(npm, ({ pid = 0 }) => process.kill(-pid, 'SIGINT'))
    expect(lines.length, lines.join('\n')).to.equal(plain.length + 1)
    for (const [index, line] of plain.entries()) {
      expect(lines[index]).to.match(typeof line === 'string' ? new RegExp(`^${line}$`) : line)
    }
    const command = [process.execPath, join(repository, 'cli', 'main.ts'), 'server', ...flags].join(' ')
    const terminal = ['script', '--quiet', '--return', '--flush', '--command', `exec ${command}`, '/dev/null'] as const
    const drawn = (await startAndInterrupt(terminal, (child) => child.stdin?.write('\x03'))).join('\n')
    expect(drawn).to.contain('\r\x1b[K⠋ Start the API server 0.0 s').and.to.match(
      /\r\x1b\[K✓ Start the controllers \(\d+\.\d s\)/,
    )
    expect(drawn).to.contain(`Ready. export KUBECONFIG=${join(folder, 'k')}`)
  })

  describe('with a server running', () => {
    let running: Coracle
    before(async () => {
      running = await startApiServer()
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
      const { stdout } = await coracleCommand(
        'kubeconfig', '--data-dir', running.dataDir, '--server', `https://127.0.0.1:${running.port}`,
      )
      await writeFile(join(folder, 'kubeconfig'), stdout, { mode: 0o600 })
      const { code, stdout: names } = await running.kubectl([
        '--kubeconfig', join(folder, 'kubeconfig'), 'get', 'namespaces', '-o', 'name',
      ])
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
