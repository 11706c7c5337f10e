import { expect } from 'chai'
import type { KubeObject, OwnerReference } from '../../apimachinery/meta.ts'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { settled } from '../runtime/settled.ts'
import { garbageCollector } from './watcher.ts'

const resources = [
  { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap', namespaced: true },
  { group: '', version: 'v1', resource: 'nodes', kind: 'Node', namespaced: false },
]
const ref = { group: '', version: 'v1', resource: 'configmaps', namespace: 'default' }

describe('garbage collector', () => {
  let world: FakeWorld
  beforeEach(() => { world = fakeWorld({ resources }) })
  afterEach(() => world.stop())

  const seed = (name: string, owners: KubeObject[] = [], metadata: object = {}) => world.client.seed('configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: 'default',
      ownerReferences: owners.map(({ apiVersion, kind, metadata: { name: of, uid } }): OwnerReference =>
        ({ apiVersion, kind, name: of!, uid: uid!, controller: false, blockOwnerDeletion: true })),
      ...metadata,
    },
  })
  const start = () => world.run(garbageCollector)
  const left = () => world.client.all('configmaps').map(({ metadata }) => metadata.name)
  const remove = async (name: string, propagationPolicy?: string) => {
    await world.client.delete(ref, name, propagationPolicy === undefined ? {} : { propagationPolicy })
    await world.pass(2_000)
  }

  it('deletes what is left without its owner, and what that owned', async () => {
    const owner = seed('owner')
    seed('grandchild', [seed('child', [owner])])
    seed('other')
    await start()
    await remove('owner')
    expect(left()).to.deep.equal(['other'])
  })

  it('keeps what still has an owner, and takes the others off the list', async () => {
    const [one, two] = [seed('one'), seed('two')]
    seed('child', [one, two])
    await start()
    await remove('one')
    expect(world.client.find('configmaps', 'default/child').metadata.ownerReferences.map(({ name }: any) => name))
      .to.deep.equal(['two'])
    await remove('two')
    expect(left()).to.deep.equal([])
  })

  it('lets dependents go free when their owner is deleted as an orphaning one', async () => {
    seed('child', [seed('owner')])
    await start()
    await remove('owner', 'Orphan')
    expect(left()).to.deep.equal(['child'])
    expect(world.client.find('configmaps', 'default/child').metadata.ownerReferences).to.deep.equal([])
  })

  it('deletes dependents before their owner in the foreground', async () => {
    const child = seed('child', [seed('owner')], { finalizers: ['example.org/held'] })
    await start()
    await remove('owner', 'Foreground')
    expect(left()).to.deep.equal(['owner', 'child'])
    await world.client.patch(ref, 'child', { metadata: { finalizers: [] } }, 'merge')
    await world.pass(2_000)
    expect(left()).to.deep.equal([])
    expect(child.metadata.name).to.equal('child')
  })

  it('does not wait for dependents that do not block', async () => {
    const owner = seed('owner')
    const [reference] = seed('model', [owner]).metadata.ownerReferences!
    seed('child', [], {
      ownerReferences: [{ ...reference, blockOwnerDeletion: false }], finalizers: ['example.org/held'],
    })
    await start()
    await remove('owner', 'Foreground')
    expect(left()).to.deep.equal(['child'])
  })

  it('comes to an end where owners and dependents go round in a circle', async () => {
    const one = seed('one')
    const two = seed('two', [one])
    await world.client.patch(
      ref,
      'one',
      { metadata: { ownerReferences: [{ ...two.metadata.ownerReferences![0], name: 'two', uid: two.metadata.uid }] } },
      'merge',
    )
    await start()
    await remove('one', 'Foreground')
    await world.pass(5_000)
    expect(left()).to.deep.equal([])
  })

  it('takes an owner that was created again for another one', async () => {
    const owner = seed('owner')
    seed('child', [{ ...owner, metadata: { ...owner.metadata, uid: 'earlier' } }])
    await start()
    await world.pass(1_000)
    expect(left()).to.deep.equal(['owner'])
  })

  it('takes an owner in another namespace for none, and says so', async () => {
    const owner = world.client.seed('configmaps', {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owner', namespace: 'elsewhere' },
    })
    seed('child', [owner])
    await start()
    expect(left()).to.deep.equal(['owner'])
    expect(world.said)
      .to.deep.equal(['ConfigMap/child OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: default, '
        + `name: owner, uid: ${owner.metadata.uid}] does not exist in namespace "default"`])
  })

  it('keeps what names an owner of a kind that is not known', async () => {
    seed('child', [{ apiVersion: 'example.org/v1', kind: 'Thing', metadata: { name: 't', uid: 'u' } }])
    await start()
    expect(left()).to.deep.equal(['child'])
  })

  it('deletes nothing because of what it has not yet heard', async () => {
    await start()
    const node = world.client.seed('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } })
    seed('child', [node])
    await settled()
    expect(left()).to.deep.equal(['child'])
  })
})
