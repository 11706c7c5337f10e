import { expect } from 'chai'
import { ApiError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { controllerOf, controllerReference } from '../runtime/owners.ts'
import { replicaSetController } from './watcher.ts'

const sets = { group: 'apps', version: 'v1', resource: 'replicasets', namespace: 'default' }
const podsRef = { group: '', version: 'v1', resource: 'pods', namespace: 'default' }

describe('ReplicaSet controller', () => {
  let world: FakeWorld
  beforeEach(() => { world = fakeWorld() })
  afterEach(() => world.stop())

  const seedSet = (replicas: number, spec: object = {}): KubeObject => world.client.seed('replicasets', {
    apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas, selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web', tier: 'front' } }, spec: { containers: [] } }, ...spec,
    },
  })
  const seedPod = (name: string, metadata: object, status: object = { phase: 'Running' }) => world.client.seed('pods', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { app: 'web' }, ...metadata },
    spec: {}, status,
  })
  const pods = () => world.client.all('pods')
  const status = () => world.client.find('replicasets', 'default/web')['status']
  const ready = async (pod: KubeObject) => {
    const conditions = [
      { type: 'Ready', status: 'True', lastTransitionTime: new Date(world.clock.now()).toISOString() },
    ]
    await world.client.patch(podsRef, pod.metadata.name!, { status: { phase: 'Running', conditions } }, 'strategic', {
      subresource: 'status',
    })
  }
  const scale = (replicas: number) => world.client.patch(sets, 'web', { spec: { replicas } }, 'merge')
  const start = () => world.run(replicaSetController)

  it('creates what is missing and says so', async () => {
    seedSet(3)
    await start()
    expect(pods()).to.have.length(3)
    expect(pods()[0]!.metadata).to.deep.include({ generateName: 'web-', labels: { app: 'web', tier: 'front' } })
    expect(status())
      .to.deep.include({ replicas: 3, fullyLabeledReplicas: 3, terminatingReplicas: 0, observedGeneration: 1 })
    expect(world.said).to.have.length(3)
    expect(world.said[0]).to.match(/^ReplicaSet\/web SuccessfulCreate: Created pod: web-\d+$/)
  })

  it('replaces a pod that is deleted at once, and counts it as terminating', async () => {
    seedSet(2)
    await start()
    const [pod] = pods()
    await world.client.create(
      podsRef, { apiVersion: 'v1', kind: 'Binding', metadata: {}, target: { name: 'n' } }, pod!.metadata.name,
      'binding',
    )
    await world.client.delete(podsRef, pod!.metadata.name!)
    await world.pass(1_000)
    expect(pods()).to.have.length(3)
    expect(status()).to.deep.include({ replicas: 2, terminatingReplicas: 1 })
    await world.client.delete(podsRef, pod!.metadata.name!, { gracePeriodSeconds: 0 })
    await world.pass(1_000)
    expect(status()).to.deep.include({ replicas: 2, terminatingReplicas: 0 })
  })

  it('deletes what is too much, the least useful first', async () => {
    seedSet(3)
    await start()
    const [first, second] = pods()
    await ready(first!)
    await ready(second!)
    await scale(2)
    await world.pass(1_000)
    expect(pods().map(({ metadata }) => metadata.name)).to.deep.equal([first!.metadata.name, second!.metadata.name])
  })

  it('makes no pod twice although its own writes are not seen yet', async () => {
    seedSet(2)
    const { watch } = world.client
    world.client.watch = (ref, query, onEvent, signal) =>
      (ref.resource === 'pods'
        ? new Promise((resolve) => { signal.addEventListener('abort', () => resolve()) })
        : watch(ref, query, onEvent, signal))
    await start()
    await world.client.patch(sets, 'web', { metadata: { annotations: { touched: 'yes' } } }, 'merge')
    await world.pass(60_000)
    expect(pods()).to.have.length(2)
  })

  it('makes no more pods after a restart than are missing', async () => {
    const owner = seedSet(3)
    for (const name of ['a', 'b']) seedPod(name, { ownerReferences: [controllerReference(owner)] })
    await start()
    expect(pods()).to.have.length(3)
  })

  it('tries with one pod at a time while all would fail, tells why, and recovers', async () => {
    world.client.refuse = ({ verb, resource }) =>
      (verb === 'create' && resource === 'pods' ? new ApiError(403, 'Forbidden', 'exceeded quota') : undefined)
    seedSet(5)
    await start()
    // The second comes with the change of its own status.
    expect(world.client.requests.filter(({ verb }) => verb === 'create')).to.have.length(2)
    expect(status().conditions).to.deep.equal([{
      type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    }])
    expect(world.said).to.include('ReplicaSet/web FailedCreate: Error creating: exceeded quota')
    await world.pass(5_000)
    world.client.refuse = undefined
    await world.pass(10_000)
    expect(pods()).to.have.length(5)
    expect(status()).not.to.have.property('conditions')
  })

  it('counts a pod as available when it was ready for long enough', async () => {
    seedSet(1, { minReadySeconds: 10 })
    await start()
    await ready(pods()[0]!)
    await world.pass(9_000)
    expect(status()).to.deep.include({ readyReplicas: 1 })
    expect(status()).not.to.have.property('availableReplicas')
    await world.pass(2_000)
    expect(status()).to.deep.include({ availableReplicas: 1 })
  })

  it('adopts pods that match and belong to nobody, and lets those go that match no more', async () => {
    const owner = seedSet(1)
    seedPod('orphan', {})
    seedPod('ended', {}, { phase: 'Succeeded' })
    await start()
    expect(pods()).to.have.length(2)
    expect(controllerOf(world.client.find('pods', 'default/orphan'))?.uid).to.equal(owner.metadata.uid)
    expect(controllerOf(world.client.find('pods', 'default/ended'))).to.equal(undefined)
    await world.client.patch(podsRef, 'orphan', { metadata: { labels: { app: 'other' } } }, 'merge')
    await world.pass(1_000)
    expect(controllerOf(world.client.find('pods', 'default/orphan'))).to.equal(undefined)
    expect(pods()).to.have.length(3)
  })

  it('does nothing for a ReplicaSet that is being deleted', async () => {
    world.client.seed('replicasets', { ...seedSet(2), metadata: {
      name: 'web', namespace: 'default', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['orphan'],
    } })
    seedPod('orphan', {})
    await start()
    expect(pods()).to.have.length(1)
    expect(controllerOf(pods()[0]!)).to.equal(undefined)
  })
})
