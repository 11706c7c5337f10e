import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { conditionOf } from '../runtime/pods.ts'
import { nodeLifecycleController } from './watcher.ts'

const leases = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace: 'kube-node-lease' }
const nodes = { group: '', version: 'v1', resource: 'nodes' }

describe('node lifecycle', () => {
  let world: FakeWorld
  beforeEach(() => { world = fakeWorld() })
  afterEach(() => world.stop())

  const seedNode = (name: string, { zone = 'a', status = 'True', ...spec }: any = {}) => world.client.seed('nodes', {
    apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'topology.kubernetes.io/zone': zone } }, spec,
    status: {
      conditions: status === null
        ? []
        : [{ type: 'Ready', status, reason: 'KubeletReady', lastHeartbeatTime: '2026-01-01T00:00:00Z' }],
    },
  })
  const seedPod = (name: string, nodeName: string) => world.client.seed('pods', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { nodeName },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  })
  const node = (name: string): KubeObject => world.client.find('nodes', name)
  const taints = (name: string) =>
    (node(name)['spec'].taints ?? []).map(({ key, effect }: any) => `${key.split('/')[1]}:${effect}`)
  const report = (name: string, status: string) => {
    const ready = { type: 'Ready', status, lastHeartbeatTime: new Date(world.clock.now()).toISOString() }
    return world.client.patch(nodes, name, { status: { conditions: [ready] } }, 'strategic', { subresource: 'status' })
  }
  const renew = async (...names: string[]) => {
    for (const name of names) {
      const spec = { renewTime: new Date(world.clock.now()).toISOString() }
      if (world.client.find('leases', `kube-node-lease/${name}`) === undefined) {
        world.client.seed('leases', {
          apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace: 'kube-node-lease' }, spec,
        })
      } else await world.client.patch(leases, name, { spec }, 'merge')
    }
  }
  /** Lets time pass while these nodes renew their Leases. */
  const pass = async (seconds: number, ...alive: string[]) => {
    for (let passed = 0; passed < seconds; passed += 10) {
      await renew(...alive)
      await world.pass(10_000)
    }
  }
  const start = () => world.run(nodeLifecycleController)

  it('gives a silent node up after fifty seconds', async () => {
    for (const name of ['alive', 'silent']) seedNode(name)
    seedPod('p', 'silent')
    await start()
    await pass(40, 'alive')
    expect(conditionOf(node('silent'), 'Ready').status).to.equal('True')
    await pass(20, 'alive')
    expect(conditionOf(node('silent'), 'Ready')).to.deep.include(
      { status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' })
    expect(conditionOf(node('silent'), 'DiskPressure')).to.deep.include(
      { status: 'Unknown', reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' })
    expect(taints('silent')).to.deep.equal(['unreachable:NoSchedule', 'unreachable:NoExecute'])
    expect(conditionOf(world.client.find('pods', 'default/p'), 'Ready').status).to.equal('False')
    expect(world.said).to.include.members([
      'Node/silent NodeNotReady: Node silent status is now: NodeNotReady', 'Pod/p NodeNotReady: Node is not ready',
    ])
    expect(taints('alive')).to.deep.equal([])
  })

  it('takes a Lease for a sign of life, whatever its clock says', async () => {
    for (const name of ['one', 'two']) seedNode(name)
    await start()
    await pass(300, 'one', 'two')
    expect(conditionOf(node('one'), 'Ready').status).to.equal('True')
    expect(world.client.requests.filter(({ resource }) => resource === 'nodes')).to.deep.equal([])
  })

  it('takes the taints away when the node is back', async () => {
    for (const name of ['alive', 'silent']) seedNode(name)
    await start()
    await pass(60, 'alive')
    await report('silent', 'True')
    await pass(10, 'alive', 'silent')
    expect(taints('silent')).to.deep.equal([])
  })

  it('tells a node that is not ready from one that is unreachable', async () => {
    for (const name of ['alive', 'ill']) seedNode(name)
    await start()
    await pass(60, 'alive')
    await report('ill', 'False')
    await pass(10, 'alive', 'ill')
    expect(taints('ill')).to.deep.equal(['not-ready:NoSchedule', 'not-ready:NoExecute'])
  })

  it('leaves a node that never reported time to start, and evicts nobody there', async () => {
    seedNode('alive')
    seedNode('new', { status: null })
    await start()
    await pass(50, 'alive')
    expect(conditionOf(node('new'), 'Ready')).to.equal(undefined)
    expect(taints('new')).to.deep.equal([])
    await pass(20, 'alive')
    expect(conditionOf(node('new'), 'Ready').reason).to.equal('NodeStatusNeverUpdated')
  })

  it('evicts nobody when no node at all is ready: then it is more likely that we are cut off', async () => {
    for (const name of ['one', 'two']) seedNode(name)
    await start()
    await pass(120)
    expect(taints('one')).to.deep.equal(['unreachable:NoSchedule'])
    await report('two', 'True')
    await pass(60, 'two')
    expect(taints('one')).to.deep.equal(['unreachable:NoSchedule', 'unreachable:NoExecute'])
  })

  it('evicts one node of a zone after the other, and none where most of a small zone is lost', async () => {
    for (const name of ['a1', 'a2', 'a3', 'a4']) seedNode(name)
    for (const name of ['b1', 'b2', 'b3', 'b4']) seedNode(name, { zone: 'b' })
    await start()
    const evicted = () =>
      ['a1', 'a2', 'b1', 'b2', 'b3'].filter((name) => taints(name).includes('unreachable:NoExecute'))
    await pass(50, 'a3', 'a4', 'b4')
    await world.pass(3_000)
    expect(evicted()).to.have.length(1)
    await pass(20, 'a3', 'a4', 'b4')
    expect(evicted()).to.deep.equal(['a1', 'a2'])
  })

  it('taints nodes under pressure and cordoned ones, and leaves the taints of others', async () => {
    const foreign = { key: 'example.org/own', effect: 'NoExecute' }
    seedNode('n', { unschedulable: true, taints: [foreign] })
    await start()
    await world.client.patch(
      nodes, 'n', { status: { conditions: [{ type: 'MemoryPressure', status: 'True' }] } }, 'strategic',
      { subresource: 'status' },
    )
    await pass(10, 'n')
    expect(taints('n')).to.have.members(['own:NoExecute', 'memory-pressure:NoSchedule', 'unschedulable:NoSchedule'])
    await world.client.patch(nodes, 'n', { spec: { unschedulable: null } }, 'merge')
    await pass(10, 'n')
    expect(taints('n')).to.have.members(['own:NoExecute', 'memory-pressure:NoSchedule'])
  })

  it('says when it learns of a node and when one is gone', async () => {
    seedNode('n')
    await start()
    await world.client.delete(nodes, 'n')
    await world.pass(1_000)
    expect(world.said).to.deep.equal([
      'Node/n RegisteredNode: Node n event: Registered Node n in Controller',
      'Node/n RemovingNode: Node n event: Removing Node n from Controller',
    ])
  })
})
