import { Agent } from 'node:https'
import { expect } from 'chai'
import type { Coracle } from './harness/coracle.ts'
import { startHost } from './harness/host.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { send } from './harness/request.ts'
import { until } from './harness/until.ts'

const patienceMs = 180_000
const configMaps = '/api/v1/namespaces/default/configmaps'
const writers = 8
const acknowledgedAtLeast = 300

/** What of a container must not change when only the server restarts. */
interface Lives {
  id: string
  startedAt: string
  restarts: number
}

describe('a server that ends', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  const kubectl = (...args: string[]): Promise<string> => mustSucceed(coracle, args)
  const containers = async (): Promise<Lives[]> => {
    const { items } = JSON.parse(await kubectl('get', 'pods', '-l', 'app=web', '-o', 'json'))
    return items.map(({ status: { containerStatuses: [status] } }: any) => ({
      id: status.containerID, startedAt: status.state.running.startedAt, restarts: status.restartCount,
    }))
  }

  before(async function () {
    coracle = await startHost(this)
    await kubectl('create', 'deployment', 'web', '--image=localhost/coracle-e2e:1', '--replicas=2')
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
  })
  after(() => coracle?.close())

  it('by SIGINT ends with code 0 and one sentence, and the next one adopts its containers', async () => {
    const before = await containers()
    expect(await coracle.stop('SIGINT')).to.equal(0)
    expect(coracle.output().trim().split('\n').at(-1)).to.equal('Stopping; containers keep running.')
    await coracle.start()
    await kubectl('wait', '--for=condition=Ready', 'node/host-a', '--timeout=60s')
    expect(await kubectl('exec', 'deploy/web', '--', 'echo', 'still here')).to.equal('still here\n')
    expect(await containers()).to.deep.equal(before)
  })

  it('by SIGKILL in the midst of writes has lost nothing that it acknowledged, and touched no container', async () => {
    const before = await containers()
    const acknowledged = await writeUntilKilled(coracle)
    expect(acknowledged.size).to.be.at.least(acknowledgedAtLeast)
    await coracle.start()
    const { json } = await send(coracle, { path: configMaps })
    const found = new Map<string, any>(json.items.map((item: any) => [item.metadata.name, item]))
    for (const [name, version] of acknowledged) {
      expect(found.get(name)?.metadata.resourceVersion, name).to.equal(version)
    }
    for (const [name, { data }] of found) if (name.startsWith('load-')) expect(data.name, 'half written').to.equal(name)
    const newest = Math.max(...[...acknowledged.values()].map(Number))
    const next = await send(coracle, {
      method: 'POST', path: configMaps, headers: { 'content-type': 'application/json' }, body: configMap('next'),
    })
    expect(Number(next.json.metadata.resourceVersion)).to.be.greaterThan(newest)
    await until(
      async () => (await kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}')) === '2',
    )
    expect(await containers()).to.deep.equal(before)
  })

  it('by SIGKILL while a Deployment rolls out goes on where it was', async () => {
    await kubectl('set', 'image', 'deployment/web', 'coracle-e2e=localhost/coracle-e2e:2')
    await coracle.stop('SIGKILL')
    await coracle.start()
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=90s')
    await until(async () => {
      const images = await kubectl(
        'get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[*].spec.containers[0].image}',
      )
      return images === 'localhost/coracle-e2e:2 localhost/coracle-e2e:2'
    }, 60_000)
  })
})

const configMap = (name: string) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { name } })

/**
 * Creates ConfigMaps from several clients at once, kills the server between them, and says which it had acknowledged,
 * and as what.
 */
async function writeUntilKilled(coracle: Coracle): Promise<Map<string, string>> {
  const acknowledged = new Map<string, string>()
  let killed: Promise<unknown> | undefined
  const write = async (writer: number): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    try {
      for (let number = 0; ; number++) {
        const name = `load-${writer}-${number}`
        const { status, json } = await send(coracle, {
          method: 'POST', path: configMaps, headers: { 'content-type': 'application/json' }, body: configMap(name),
          agent,
        })
        if (status === 201) acknowledged.set(name, json.metadata.resourceVersion)
        if (acknowledged.size >= acknowledgedAtLeast) killed ??= coracle.stop('SIGKILL')
      }
    } catch {
      // The connection went with the server.
    } finally {
      agent.destroy()
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
  await killed
  return acknowledged
}
