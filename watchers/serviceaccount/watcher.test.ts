import { expect } from 'chai'
import { ApiError } from '../../apimachinery/api-error.ts'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { serviceAccountController } from './watcher.ts'

const accounts = { group: '', version: 'v1', resource: 'serviceaccounts', namespace: 'shop' }

describe('service account controller', () => {
  let world: FakeWorld
  beforeEach(async () => {
    world = fakeWorld()
    await world.run(serviceAccountController)
  })
  afterEach(() => world.stop())

  const seedNamespace = (phase = 'Active') =>
    world.client.seed('namespaces', {
      apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, status: { phase },
    })
  const found = () => world.client.find('serviceaccounts', 'shop/default')

  it('gives a namespace its default account, and again when it is deleted', async () => {
    seedNamespace()
    await world.pass(1_000)
    expect(found().metadata.name).to.equal('default')
    await world.client.delete(accounts, 'default')
    await world.pass(1_000)
    expect(found().metadata.name).to.equal('default')
  })

  it('gives none to a namespace that goes away', async () => {
    seedNamespace('Terminating')
    await world.pass(1_000)
    expect(found()).to.equal(undefined)
  })

  it('takes it as done when the namespace began to go meanwhile', async () => {
    const causes = [{ reason: 'NamespaceTerminating' }]
    world.client.refuse = () => new ApiError(403, 'Forbidden', 'it is being terminated', { causes })
    seedNamespace()
    await world.pass(60_000)
    expect(world.client.requests).to.have.length(1)
  })

  it('tries again when the server fails', async () => {
    world.client.refuse = () => new ApiError(500, 'InternalError', 'no')
    seedNamespace()
    await world.pass(1_000)
    world.client.refuse = undefined
    await world.pass(10_000)
    expect(found()).not.to.equal(undefined)
  })
})
