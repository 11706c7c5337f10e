import { expect } from 'chai'
import { ApiError } from '../../apimachinery/api-error.ts'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { conditionOf } from '../runtime/pods.ts'
import { namespaceController } from './watcher.ts'

const resources = [
  { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true },
  { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap', namespaced: true },
  { group: '', version: 'v1', resource: 'namespaces', kind: 'Namespace', namespaced: false },
]
const namespaces = { group: '', version: 'v1', resource: 'namespaces' }
const inShop = (resource: string) => ({ group: '', version: 'v1', resource, namespace: 'shop' })

describe('namespace controller', () => {
  let world: FakeWorld
  beforeEach(async () => {
    world = fakeWorld({ resources })
    world.client.seed('namespaces', {
      apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, spec: { finalizers: ['kubernetes'] },
    })
    await world.run(namespaceController)
  })
  afterEach(() => world.stop())

  const seed = (resource: string, kind: string, name: string, { spec = {}, ...metadata }: any = {}) =>
    world.client.seed(resource, { apiVersion: 'v1', kind, metadata: { name, namespace: 'shop', ...metadata }, spec })
  const remove = async () => {
    await world.client.delete(namespaces, 'shop')
    await world.pass(2_000)
  }
  const found = () => world.client.find('namespaces', 'shop')
  const condition = (type: string) => conditionOf(found(), type)

  it('empties a namespace and lets it go', async () => {
    seed('configmaps', 'ConfigMap', 'a')
    world.client.seed('configmaps', {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', namespace: 'other' },
    })
    await remove()
    expect(world.client.all('configmaps').map(({ metadata }) => metadata.name)).to.deep.equal(['b'])
    expect(found()).to.equal(undefined)
  })

  it('leaves a namespace alone that is not being deleted', async () => {
    await world.pass(60_000)
    expect(world.client.requests).to.deep.equal([])
  })

  it('waits for what is held by a finalizer, says so, and goes on', async () => {
    seed('configmaps', 'ConfigMap', 'held', { finalizers: ['example.org/a'] })
    seed('configmaps', 'ConfigMap', 'free')
    await remove()
    expect(condition('NamespaceContentRemaining')).to.deep.include(
      {
        status: 'True', reason: 'SomeResourcesRemain',
        message: 'Some resources are remaining: configmaps. has 1 resource instances',
      })
    expect(condition('NamespaceFinalizersRemaining').message).to.equal(
      'Some content in the namespace has finalizers remaining: example.org/a in 1 resource instances')
    expect(condition('NamespaceDeletionContentFailure').status).to.equal('False')
    await world.client.patch(inShop('configmaps'), 'held', { metadata: { finalizers: null } }, 'merge')
    await world.pass(10_000)
    expect(found()).to.equal(undefined)
  })

  it('lets pods end before anything else goes, and complains only when their time is over', async () => {
    seed('pods', 'Pod', 'slow', { spec: { nodeName: 'n', terminationGracePeriodSeconds: 5 } })
    seed('configmaps', 'ConfigMap', 'needed')
    await remove()
    expect(world.client.all('configmaps')).to.have.length(1)
    expect(condition('NamespaceDeletionContentFailure').status).to.equal('False')
    await world.pass(20_000)
    expect(condition('NamespaceDeletionContentFailure').message)
      .to.equal('Failed to delete all resource types, 1 remaining: '
        + 'unexpected items still remain in namespace: shop for gvr: /v1, Resource=pods')
    await world.client.delete(inShop('pods'), 'slow', { gracePeriodSeconds: 0 })
    await world.pass(15_000)
    expect(found()).to.equal(undefined)
  })

  it('goes on with the rest when one kind cannot be deleted, and says why', async () => {
    seed('configmaps', 'ConfigMap', 'a')
    world.client.refuse = ({ verb, resource }) =>
      (verb === 'list' && resource === 'configmaps'
        ? new ApiError(500, 'InternalError', 'the disk is gone')
        : undefined)
    await remove()
    expect(condition('NamespaceDeletionContentFailure')).to.deep.include(
      {
        status: 'True', reason: 'ContentDeletionFailed',
        message: 'Failed to delete all resource types, 1 remaining: the disk is gone',
      })
    world.client.refuse = undefined
    await world.pass(20_000)
    expect(found()).to.equal(undefined)
  })
})
