import { expect } from 'chai'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { finalizers } from './plan.ts'
import { attributesClassProtection, claimProtection, volumeProtection } from './watcher.ts'

const core = (resource: string, namespace?: string) => ({
  group: '', version: 'v1', resource, ...(namespace ? { namespace } : {}),
})
const going = { deletionTimestamp: '2026-01-01T00:00:00Z' }

describe('what is used', () => {
  let world: FakeWorld
  beforeEach(() => { world = fakeWorld() })
  afterEach(() => world.stop())

  const seedClaim = (metadata: object = {}) => world.client.seed('persistentvolumeclaims', {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default', finalizers: [finalizers.claim], ...metadata }, spec: {}, status: {},
  })
  const seedPod = (spec: object, metadata: object = {}) => world.client.seed('pods', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default', ...metadata },
    spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }], ...spec },
    status: { phase: 'Running' },
  })
  const claims = () => world.client.all('persistentvolumeclaims').length

  it('is kept: a claim goes only when the last pod on a node that names it is gone', async () => {
    seedClaim(going)
    seedPod({ nodeName: 'n' })
    await world.run(claimProtection)
    expect(claims()).to.equal(1)
    await world.client.delete(core('pods', 'default'), 'p', { gracePeriodSeconds: 0 })
    await world.pass(1000)
    expect(claims()).to.equal(0)
  })

  it('is not what a pod without a node names', async () => {
    seedClaim(going)
    seedPod({})
    await world.run(claimProtection)
    expect(claims()).to.equal(0)
  })

  it('keeps its finalizer while nobody deletes it', async () => {
    seedClaim()
    await world.run(claimProtection)
    expect(world.client.requests).to.deep.equal([])
  })

  it('is a volume that is bound', async () => {
    const seed = (name: string, phase: string) => world.client.seed('persistentvolumes', {
      apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, finalizers: [finalizers.volume], ...going },
      spec: {}, status: { phase },
    })
    seed('bound', 'Bound')
    seed('free', 'Available')
    await world.run(volumeProtection)
    expect(world.client.all('persistentvolumes').map(({ metadata }) => metadata.name)).to.deep.equal(['bound'])
  })

  it('is a class that a claim has', async () => {
    for (const name of ['used', 'unused']) {
      world.client.seed('volumeattributesclasses', {
        apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttributesClass',
        metadata: { name, finalizers: [finalizers.attributesClass], ...going },
      })
    }
    world.client.seed('persistentvolumeclaims', {
      apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'default' },
      spec: { volumeAttributesClassName: 'used' },
    })
    await world.run(attributesClassProtection)
    expect(world.client.all('volumeattributesclasses').map(({ metadata }) => metadata.name)).to.deep.equal(['used'])
  })
})
