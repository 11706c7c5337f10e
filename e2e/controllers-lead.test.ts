import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Coracle, startApiServer } from './harness/coracle.ts'
import { repository } from './harness/tools.ts'
import { until } from './harness/until.ts'

const patienceMs = 240_000
/** A leader that is killed is waited for as long as its Lease says: fifteen seconds, and a little. */
const handoverMs = 60_000

/** A process that runs the controllers whenever it leads. */
const program = (kubeconfig: string, identity: string): string => `
  import { readFileSync } from 'node:fs'
  import { silentLogger } from ${JSON.stringify(join(repository, 'apimachinery/log.ts'))}
  import { connect } from ${JSON.stringify(join(repository, 'cli/client.ts'))}
  import { startWatchers } from ${JSON.stringify(join(repository, 'watchers/main.ts'))}
  import { leaseElection } from ${JSON.stringify(join(repository, 'watchers/runtime/leader-election.ts'))}
  const client = await connect(readFileSync(${JSON.stringify(kubeconfig)}, 'utf8'), 'kube-controller-manager')
  const stopping = new AbortController()
  process.once('SIGTERM', () => stopping.abort())
  const identity = ${JSON.stringify(identity)}
  const election = leaseElection({ client, log: silentLogger, name: 'controllers', identity })
  const alive = setInterval(() => {}, 1000)
  const parts = { controllers: true, scheduler: false }
  await startWatchers({ client, log: silentLogger, signal: stopping.signal, ...parts, election }).done
  clearInterval(alive)
`

describe('controllers in several processes', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  const processes = new Map<string, ChildProcess>()

  const start = (identity: string) => {
    const args = ['--input-type=module', '--eval', program(coracle.kubeconfig, identity)]
    processes.set(identity, spawn(process.execPath, args, { cwd: repository, stdio: 'inherit' }))
  }
  const end = async (identity: string, signal: NodeJS.Signals): Promise<void> => {
    const child = processes.get(identity)!
    processes.delete(identity)
    if (child.exitCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  const leader = async (): Promise<string> => {
    const { code, stdout } = await coracle.kubectl([
      'get', 'lease', 'controllers', '-n', 'kube-system', '-o', 'jsonpath={.spec.holderIdentity}',
    ])
    return code === 0 ? stdout : ''
  }
  const acts = async (name: string): Promise<void> => {
    const created = await coracle.kubectl(['create', 'deployment', name, '--image=localhost/none:1'])
    expect(created.code, created.stderr).to.equal(0)
    await until(
      async () => (await coracle.kubectl(['get', 'pods', '-l', `app=${name}`, '-o', 'name'])).stdout.startsWith('pod/'),
      handoverMs,
    )
  }

  before(async () => {
    coracle = await startApiServer()
  })
  after(async () => {
    for (const identity of processes.keys()) await end(identity, 'SIGKILL')
    await coracle?.close()
  })

  it('act one at a time; another takes over when the leader is killed, and at once when it resigns', async () => {
    start('first')
    await until(async () => await leader() === 'first', handoverMs)
    for (const identity of ['second', 'third']) start(identity)
    await until(async () => (await coracle.kubectl(['get', 'serviceaccount', 'default'])).code === 0)
    await acts('one')
    await end('first', 'SIGKILL')
    const next = await until(async () => {
      const holder = await leader()
      return holder !== 'first' && holder
    }, handoverMs)
    await acts('two')
    await end(next as string, 'SIGTERM')
    const last = next === 'second' ? 'third' : 'second'
    await until(async () => await leader() === last, handoverMs)
    await acts('three')
    const pods = (await coracle.kubectl(['get', 'pods', '-o', 'name'])).stdout.trim().split('\n')
    expect(pods).to.have.length(3)
  })
})
