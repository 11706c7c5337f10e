import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { agentDirectory } from '../cli/layout.ts'
import { type Coracle, startCoracle } from './harness/coracle.ts'
import { startHost } from './harness/host.ts'
import { testImages } from './harness/images.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { run } from './harness/run.ts'
import { until } from './harness/until.ts'

const patienceMs = 180_000
const untilEnded = 'trap "exit 0" TERM; while true; do sleep 0.2; done'

const manifest = (name: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  terminationGracePeriodSeconds: 2
  initContainers:
  - {name: first, image: '${testImages[0]}', command: [sh, -c, 'echo first']}
  containers:
  - {name: main, image: '${testImages[0]}', command: [sh, -c, '${untilEnded}']}
`

describe('a host on which things die', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  const kubectl = (args: readonly string[], input?: string): Promise<string> =>
    mustSucceed(coracle, args, input === undefined ? {} : { input })
  const pod = async (name: string): Promise<any> => JSON.parse(await kubectl(['get', 'pod', name, '-o', 'json']))
  const running = (name: string, restarts: number): Promise<any> =>
    until(async () => {
      const found = await pod(name)
      const [main] = found.status.containerStatuses
      if (!main.ready || main.restartCount !== restarts) throw new Error(JSON.stringify(found.status))
      return found
    }, 60_000)
  const reasons = async (name: string): Promise<string[]> => {
    const { items } = JSON.parse(
      await kubectl(['get', 'events', '--field-selector', `involvedObject.name=${name}`, '-o', 'json']),
    )
    return items.map(({ reason }: any) => reason)
  }
  const podman = (...args: string[]) =>
    run('env', [
      `CONTAINERS_CONF=${join(agentDirectory(coracle.dataDir), 'podman', 'containers.conf')}`, 'podman', ...args,
    ])

  before(async function () {
    coracle = await startHost(this)
  })
  after(() => coracle?.close())
  beforeEach(async () => {
    await kubectl(['apply', '-f', '-'], manifest('web'))
    await running('web', 0)
  })
  afterEach(() => kubectl(['delete', 'pod', '--all', '--ignore-not-found', '--timeout=60s']))

  it('gives a pod a new sandbox when its own dies, and starts its containers anew', async () => {
    const before = (await pod('web')).status
    expect((await podman('kill', `k8s_POD_web_default_${(await pod('web')).metadata.uid}_0`)).code).to.equal(0)
    const { status } = await running('web', 1)
    expect(status.containerStatuses[0].containerID).not.to.equal(before.containerStatuses[0].containerID)
    expect(status.containerStatuses[0].lastState.terminated.containerID)
      .to.equal(before.containerStatuses[0].containerID)
    expect(status.initContainerStatuses[0]).to.include({ ready: true, restartCount: 1 })
    expect(await reasons('web')).to.include('SandboxChanged')
  })

  it('brings pods back after server, podman and every container were killed at once', async () => {
    await kubectl(['apply', '-f', '-'], manifest('other'))
    await running('other', 0)
    await coracle.stop('SIGKILL')
    for (const pid of processesOf(agentDirectory(coracle.dataDir))) kill(pid)
    await coracle.start()
    for (const name of ['web', 'other']) {
      const [main] = (await running(name, 1)).status.containerStatuses
      expect(main.lastState.terminated).to.include({ exitCode: 255, reason: 'Error' })
      expect(await reasons(name)).to.include('SandboxChanged')
    }
    expect(await kubectl(['exec', 'web', '--', 'echo', 'here'])).to.equal('here\n')
    const beside = await run('podman', ['ps', '--format', '{{.Names}}'])
    expect(beside.code, beside.stderr).to.equal(0)
    expect(beside.stdout).to.contain('k8s_main_web_default_')
  })

  it('restarts a container whose monitor was killed', async () => {
    const [{ containerID }] = (await pod('web')).status.containerStatuses
    const id = containerID.replace('podman://', '')
    const monitor = Number((await podman('inspect', '--format', '{{.State.ConmonPid}}', id)).stdout)
    expect(monitor).to.be.greaterThan(1)
    kill(monitor)
    await running('web', 1)
  })

  it('removes the containers of pods that were deleted while it was away, and no other agent\'s', async () => {
    const other = await startCoracle(['--node-name', 'host-a'])
    try {
      const applied = await other.kubectl(['apply', '-f', '-'], { input: manifest('foreign') })
      expect(applied.code, applied.stderr).to.equal(0)
      await until(async () => (await other.kubectl(['get', 'pod', 'foreign'])).stdout.includes('1/1'))
      const { uid } = (await pod('web')).metadata
      await coracle.stop('SIGKILL')
      const away = await startCoracle(['--node-name', 'host-a', '--disable-agent'], { dataDir: coracle.dataDir })
      expect((await away.kubectl(['delete', 'pod', 'web', '--force', '--grace-period=0'])).code).to.equal(0)
      await away.stop()
      await coracle.start()
      await until(async () => !(await podman('ps', '--all', '--format', '{{.Names}}')).stdout.includes(uid))
      await until(async () => readdirSync(join(agentDirectory(coracle.dataDir), 'pods')).length === 0)
      expect((await other.kubectl([
        'get', 'pod', 'foreign', '-o', 'jsonpath={.status.containerStatuses[0].restartCount}',
      ])).stdout).to.equal('0')
      expect((await podman('ps', '--format', '{{.Names}}')).stdout).to.contain('k8s_main_foreign_default_')
    } finally {
      await other.close()
    }
  })
})

/** Podman's service, the containers' monitors, and what these watch over. */
function processesOf(agentFolder: string): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  const own = all.filter(
    (pid) => read(pid, 'cmdline').includes(agentFolder) || read(pid, 'environ').includes(agentFolder),
  )
  return [...own, ...all.filter((pid) => own.includes(Number(/^PPid:\s*(\d+)/m.exec(read(pid, 'status'))?.[1])))]
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}
