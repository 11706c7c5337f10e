import { expect } from 'chai'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { conditionOf } from '../runtime/pods.ts'
import { taintEvictionController } from './watcher.ts'

const nodes = { group: '', version: 'v1', resource: 'nodes' }
const key = 'node.kubernetes.io/unreachable'

describe('taint eviction', () => {
  let world: FakeWorld
  beforeEach(() => {
    world = fakeWorld()
    world.client.seed('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {} })
  })
  afterEach(() => world.stop())

  const seedPod = (name: string, tolerationSeconds?: number | null) => world.client.seed('pods', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, status: { phase: 'Running' },
    spec: {
      nodeName: 'n',
      tolerations: tolerationSeconds === undefined ? []
        : [{
          key, operator: 'Exists', effect: 'NoExecute', ...(tolerationSeconds === null ? {} : { tolerationSeconds }),
        }],
    },
  })
  const taint = (...taints: object[]) => world.client.patch(nodes, 'n', { spec: { taints } }, 'merge')
  const now = () => new Date(world.clock.now()).toISOString()
  const unreachable = () => ({ key, effect: 'NoExecute', timeAdded: now() })
  const leaving = () =>
    world.client.all('pods').filter(({ metadata }) => metadata.deletionTimestamp).map(({ metadata }) => metadata.name)
  const start = () => world.run(taintEvictionController)

  it('drives pods away at once that do not tolerate the taint, and says why', async () => {
    seedPod('p')
    await start()
    await taint(unreachable())
    await world.pass(1_000)
    expect(leaving()).to.deep.equal(['p'])
    expect(conditionOf(world.client.find('pods', 'default/p'), 'DisruptionTarget')).to.deep.include(
      { status: 'True', reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' })
    expect(world.said).to.deep.equal(['Pod/p TaintManagerEviction: Marking for deletion Pod default/p'])
  })

  it('lets pods stay for as long as they tolerate it', async () => {
    seedPod('short', 5)
    seedPod('long', 300)
    seedPod('ever', null)
    await start()
    await taint(unreachable())
    await world.pass(4_000)
    expect(leaving()).to.deep.equal([])
    await world.pass(2_000)
    expect(leaving()).to.deep.equal(['short'])
    await world.pass(300_000)
    expect(leaving()).to.deep.equal(['short', 'long'])
  })

  it('lets pods stay when the taint goes away in time', async () => {
    seedPod('p', 300)
    await start()
    await taint(unreachable())
    await world.pass(100_000)
    await taint()
    await world.pass(400_000)
    expect(leaving()).to.deep.equal([])
    expect(world.said).to.deep.equal(['Pod/p TaintManagerEviction: Cancelling deletion of Pod default/p'])
  })

  it('does not begin to count anew when it is started again', async () => {
    seedPod('p', 300)
    await taint({ ...unreachable(), timeAdded: '2025-12-31T23:56:00Z' })
    await start()
    await world.pass(50_000)
    expect(leaving()).to.deep.equal([])
    await world.pass(11_000)
    expect(leaving()).to.deep.equal(['p'])
  })

  it('judges pods that come to a tainted node later', async () => {
    await taint(unreachable())
    await start()
    seedPod('late')
    await world.pass(1_000)
    expect(leaving()).to.deep.equal(['late'])
  })

  it('minds only taints that drive away', async () => {
    seedPod('p')
    await start()
    await taint({ key, effect: 'NoSchedule' })
    await world.pass(1_000)
    expect(leaving()).to.deep.equal([])
  })
})
