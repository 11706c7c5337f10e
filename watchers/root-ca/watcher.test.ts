import { expect } from 'chai'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { rootCaPublisher } from './watcher.ts'

describe('publisher of the root certificate', () => {
  let world: FakeWorld
  beforeEach(async () => {
    world = fakeWorld()
    await world.run(rootCaPublisher('PEM'))
    world.client.seed('namespaces', {
      apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, status: { phase: 'Active' },
    })
    await world.pass(1_000)
  })
  afterEach(() => world.stop())

  const ref = { group: '', version: 'v1', resource: 'configmaps', namespace: 'shop' }
  const name = 'kube-root-ca.crt'
  const found = () => world.client.find('configmaps', `shop/${name}`)

  it('gives every namespace the certificate', () => {
    expect(found().data).to.deep.equal({ 'ca.crt': 'PEM' })
  })

  it('says in an annotation what it is for', async () => {
    const description = 'kubernetes.io/description'
    expect(found().metadata.annotations[description]).to.match(/^Contains a CA bundle/)
    await world.client.patch(ref, name, { metadata: { annotations: { [description]: null, own: 'kept' } } }, 'merge')
    await world.pass(1_000)
    expect(found().metadata.annotations).to.have.all.keys(description, 'own')
  })

  it('puts right what was changed or deleted', async () => {
    await world.client.patch(ref, name, { data: { 'ca.crt': 'forged', more: 'x' } }, 'merge')
    await world.pass(1_000)
    expect(found().data).to.deep.equal({ 'ca.crt': 'PEM' })
    await world.client.delete(ref, name)
    await world.pass(1_000)
    expect(found().data).to.deep.equal({ 'ca.crt': 'PEM' })
  })
})
