import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { surplus } from './plan.ts'
import { podGcController } from './watcher.ts'

const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' }
const nodes = { group: '', version: 'v1', resource: 'nodes' }

describe('pod garbage collector', () => {
  let world: FakeWorld
  beforeEach(() => {
    world = fakeWorld()
    world.client.seed('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {} })
  })
  afterEach(() => world.stop())

  const seedPod = (name: string, spec: object, metadata: object = {}) => world.client.seed('pods', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', ...metadata }, spec,
    status: { phase: 'Running' },
  })
  const left = () => world.client.all('pods').map(({ metadata }) => metadata.name)
  const patched = () => world.client.requests.filter(({ verb }) => verb === 'patch')

  it('deletes the pods of a node that is gone, but waits whether it comes back', async () => {
    seedPod('p', { nodeName: 'n' })
    await world.run(podGcController)
    await world.client.delete(nodes, 'n')
    await world.pass(39_000)
    expect(left()).to.deep.equal(['p'])
    await world.pass(2_000)
    expect(left()).to.deep.equal([])
    expect(patched()).to.deep.equal([{ verb: 'patch', resource: 'pods', name: 'p', subresource: 'status' }])
  })

  it('keeps the pods of a node that came back in time', async () => {
    seedPod('p', { nodeName: 'n' })
    await world.run(podGcController)
    await world.client.delete(nodes, 'n')
    await world.pass(30_000)
    world.client.seed('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {} })
    await world.pass(30_000)
    expect(left()).to.deep.equal(['p'])
  })

  it('ends pods that were deleted before they had a node', async () => {
    seedPod('held', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' })
    await world.run(podGcController)
    await world.pass(1_000)
    expect(left()).to.deep.equal([])
  })

  it('ends terminating pods of a node that is out of service', async () => {
    seedPod('p', { nodeName: 'n' })
    seedPod('other', { nodeName: 'n' })
    await world.run(podGcController)
    await world.client.delete(pods, 'p')
    await world.pass(1_000)
    expect(left()).to.deep.equal(['p', 'other'])
    await world.client.patch(
      nodes, 'n', { spec: { taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] } }, 'merge',
    )
    await world.pass(1_000)
    expect(left()).to.deep.equal(['other'])
  })

  it('lets ended pods stay, up to a number', () => {
    const ended = (name: string, day: number, reason?: string): KubeObject =>
      ({
        apiVersion: 'v1', kind: 'Pod', metadata: { name, creationTimestamp: `2026-01-0${day}T00:00:00Z` },
        status: { phase: 'Failed', reason },
      })
    const all = [ended('new', 3), ended('old', 1), ended('evicted', 4, 'Evicted'), {
      ...ended('running', 1), status: { phase: 'Running' },
    }]
    expect(surplus(all, 3)).to.deep.equal([])
    expect(surplus(all, 1).map(({ metadata }) => metadata.name)).to.deep.equal(['evicted', 'old'])
  })
})
