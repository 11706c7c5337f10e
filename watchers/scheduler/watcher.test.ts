import { expect } from 'chai'
import { ApiError } from '../../apimachinery/api-error.ts'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { conditionOf } from '../runtime/pods.ts'
import { scheduler } from './watcher.ts'

const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' }
const nodes = { group: '', version: 'v1', resource: 'nodes' }

describe('scheduler', () => {
  let world: FakeWorld
  beforeEach(async () => {
    world = fakeWorld()
    await world.run(scheduler)
  })
  afterEach(() => world.stop())

  const seedNode = (name: string, cpu = '4') => world.client.seed('nodes', {
    apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { name } }, spec: {},
    status: { allocatable: { cpu, pods: '110' } },
  })
  const seedPod = (name: string, spec: object = {}, cpu = '1') => world.client.seed('pods', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }], ...spec },
    status: { phase: 'Pending' },
  })
  const pod = (name: string) => world.client.find('pods', `default/${name}`)
  const placed = () =>
    Object.fromEntries(world.client.all('pods').map(({ metadata, spec }) => [metadata.name, spec.nodeName]))
  const pass = () => world.pass(1_000)

  it('binds pods to nodes and says so', async () => {
    seedNode('n')
    seedPod('p')
    await pass()
    expect(placed()).to.deep.equal({ p: 'n' })
    expect(world.said).to.deep.equal(['Pod/p Scheduled: Successfully assigned default/p to n'])
  })

  it('does not give the same room twice, although its bindings are not seen yet', async () => {
    seedNode('n', '2')
    for (const name of ['a', 'b', 'c']) seedPod(name)
    await pass()
    expect(Object.values(placed()).filter(Boolean)).to.have.length(2)
  })

  it('says why a pod finds no node, and places it when a node comes', async () => {
    seedPod('p')
    await pass()
    expect(conditionOf(pod('p'), 'PodScheduled'))
      .to.deep.include({ status: 'False', reason: 'Unschedulable', message: 'no nodes available to schedule pods' })
    expect(world.said).to.deep.equal(['Pod/p FailedScheduling: no nodes available to schedule pods'])
    await world.pass(60_000)
    expect(world.said).to.have.length(1)
    seedNode('n')
    await pass()
    expect(placed()).to.deep.equal({ p: 'n' })
  })

  it('tries again when a pod goes and leaves room', async () => {
    seedNode('n', '1')
    seedPod('first')
    await pass()
    seedPod('second')
    await pass()
    expect(placed()).to.deep.equal({ first: 'n', second: undefined })
    await world.client.delete(pods, 'first', { gracePeriodSeconds: 0 })
    await pass()
    expect(placed()).to.deep.equal({ second: 'n' })
  })

  it('takes no notice of heartbeats', async () => {
    seedNode('n', '0')
    seedPod('p')
    await pass()
    const before = world.client.requests.length
    await world.client.patch(
      nodes, 'n', { status: { conditions: [{ type: 'Ready', lastHeartbeatTime: 'x' }] } }, 'merge',
      { subresource: 'status' },
    )
    await pass()
    expect(world.client.requests.length).to.equal(before + 1)
  })

  it('leaves gated pods and those of other schedulers alone', async () => {
    seedNode('n')
    seedPod('gated', { schedulingGates: [{ name: 'g' }] })
    seedPod('other', { schedulerName: 'other' })
    await pass()
    expect(placed()).to.deep.equal({ gated: undefined, other: undefined })
    await world.client.patch(pods, 'gated', { spec: { schedulingGates: null } }, 'merge')
    await pass()
    expect(placed()).to.deep.equal({ gated: 'n', other: undefined })
  })

  it('tries a binding again that failed, and says so', async () => {
    world.client.refuse = ({ subresource }) =>
      (subresource === 'binding' ? new ApiError(500, 'InternalError', 'the disk is full') : undefined)
    seedNode('n')
    seedPod('p')
    await pass()
    expect(world.said[0]).to.equal('Pod/p FailedScheduling: running Bind plugin "DefaultBinder": the disk is full')
    expect(conditionOf(pod('p'), 'PodScheduled').reason).to.equal('SchedulerError')
    world.client.refuse = undefined
    await world.pass(3_000)
    expect(placed()).to.deep.equal({ p: 'n' })
  })

  it('lets less important pods give way, and keeps the room for whom it was made', async () => {
    seedNode('n', '2')
    seedPod('low', { nodeName: 'n' }, '2')
    await pass()
    seedPod('high', { priority: 10 }, '2')
    await pass()
    expect(pod('low').metadata.deletionTimestamp).not.to.equal(undefined)
    expect(conditionOf(pod('low'), 'DisruptionTarget').reason).to.equal('PreemptionByScheduler')
    expect(pod('high')['status'].nominatedNodeName).to.equal('n')
    seedPod('sneaky', {}, '2')
    await world.client.delete(pods, 'low', { gracePeriodSeconds: 0 })
    await world.pass(2_000)
    expect(placed()).to.deep.equal({ high: 'n', sneaky: undefined })
  })

  it('has a bounded number of bindings under way', async () => {
    const { create } = world.client
    let underWay = 0
    let most = 0
    world.client.create = async (...args) => {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay -= 1
      return await create(...args)
    }
    seedNode('n', '1000')
    for (let number = 0; number < 60; number += 1) seedPod(`p${number}`)
    await world.pass(10_000)
    expect(Object.values(placed()).filter(Boolean)).to.have.length(60)
    expect(most).to.be.within(2, 16)
  })
})
