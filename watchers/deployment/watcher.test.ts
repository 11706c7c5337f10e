import { expect } from 'chai'
import { ApiError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { controllerOf } from '../runtime/owners.ts'
import { findCondition } from './status.ts'
import { deploymentController } from './watcher.ts'

const deployments = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default' }
const sets = { group: 'apps', version: 'v1', resource: 'replicasets', namespace: 'default' }
const revision = 'deployment.kubernetes.io/revision'

describe('Deployment controller', () => {
  let world: FakeWorld
  beforeEach(() => { world = fakeWorld() })
  afterEach(() => world.stop())

  const template = (image: string) => ({
    metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image }] },
  })
  const seed = (spec: object = {}, metadata: object = {}): KubeObject => world.client.seed('deployments', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default', ...metadata },
    spec: {
      replicas: 3, selector: { matchLabels: { app: 'web' } }, template: template('a'), progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, ...spec,
    },
  })
  const found = () => world.client.find('deployments', 'default/web')
  const change = async (spec: object) => {
    await world.client.patch(deployments, 'web', { spec }, 'merge')
    await world.pass(1_000)
  }
  const of = (image: string): any =>
    world.client.all('replicasets').find(({ spec }) => spec.template.spec.containers[0].image === image)
  const sizes = () => Object.fromEntries(
    world.client.all('replicasets').map(({ spec }) => [spec.template.spec.containers[0].image, spec.replicas]),
  )
  /** As the ReplicaSet controller would, with pods that are available at once or never. */
  const report = async (image: string, availableReplicas: number) => {
    const { metadata, spec } = of(image)
    const status = {
      replicas: spec.replicas, readyReplicas: availableReplicas, availableReplicas,
      observedGeneration: metadata.generation, terminatingReplicas: 0,
    }
    await world.client.patch(sets, metadata.name, { status }, 'merge', { subresource: 'status' })
    await world.pass(1_000)
  }
  /** Reports everything available until nothing moves. */
  const finish = async () => {
    for (let rounds = 0; rounds < 12; rounds += 1) {
      for (const image of Object.keys(sizes())) await report(image, of(image).spec.replicas)
    }
  }
  const progressing = () => findCondition(found().status, 'Progressing')
  const start = () => world.run(deploymentController)

  it('creates a ReplicaSet and notes the revision without a new generation', async () => {
    seed()
    await start()
    expect(of('a').metadata.annotations).to.deep.equal({
      [revision]: '1', 'deployment.kubernetes.io/desired-replicas': '3', 'deployment.kubernetes.io/max-replicas': '4',
    })
    expect(found().metadata).to.deep.include({ generation: 1, annotations: { [revision]: '1' } })
    expect(world.said)
      .to.deep.equal([`Deployment/web ScalingReplicaSet: Scaled up replica set ${of('a').metadata.name} from 0 to 3`])
    await finish()
    expect(progressing()).to.deep.include({ status: 'True', reason: 'NewReplicaSetAvailable' })
    expect(findCondition(found().status, 'Available').reason).to.equal('MinimumReplicasAvailable')
  })

  it('replaces pods one by one, and waits for each', async () => {
    seed()
    await start()
    await finish()
    await change({ template: template('b') })
    expect(sizes()).to.deep.equal({ a: 3, b: 1 })
    await report('a', 3)
    expect(sizes()).to.deep.equal({ a: 3, b: 1 })
    await report('b', 1)
    expect(sizes()).to.deep.equal({ a: 2, b: 2 })
    await finish()
    expect(sizes()).to.deep.equal({ a: 0, b: 3 })
    expect(found().metadata.annotations[revision]).to.equal('2')
  })

  it('numbers an earlier template anew when it is rolled back to', async () => {
    seed()
    await start()
    await finish()
    await change({ template: template('b') })
    await finish()
    await change({ template: template('a') })
    await finish()
    expect(sizes()).to.deep.equal({ a: 3, b: 0 })
    expect(of('a').metadata.annotations)
      .to.deep.include({ [revision]: '3', 'deployment.kubernetes.io/revision-history': '1' })
    expect(found().metadata.annotations[revision]).to.equal('3')
  })

  it('rolls nothing out while paused, but scales', async () => {
    seed()
    await start()
    await finish()
    await change({ paused: true })
    expect(progressing())
      .to.deep.include({ status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' })
    await change({ template: template('b'), replicas: 5 })
    expect(sizes()).to.deep.equal({ a: 5 })
    await change({ paused: false })
    expect(sizes()).to.deep.equal({ a: 5, b: 1 })
  })

  it('says when a rollout makes no progress in its time, and again when it does', async () => {
    seed({ progressDeadlineSeconds: 60 })
    await start()
    await report('a', 0)
    await world.pass(50_000)
    expect(progressing().status).to.equal('True')
    await world.pass(20_000)
    expect(progressing()).to.deep.include({
      status: 'False', reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${of('a').metadata.name}" has timed out progressing.`,
    })
    await finish()
    expect(progressing()).to.deep.include({ status: 'True', reason: 'NewReplicaSetAvailable' })
  })

  it('starts nothing new before everything old has ended, where it is to recreate', async () => {
    seed({ strategy: { type: 'Recreate' } })
    await start()
    await finish()
    const { name, uid } = of('a').metadata
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true }]
    world.client.seed('pods', {
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default', ownerReferences }, spec: {},
      status: { phase: 'Running' },
    })
    await change({ template: template('b') })
    await report('a', 0)
    expect(sizes()).to.deep.equal({ a: 0 })
    await world.client.delete({ group: '', version: 'v1', resource: 'pods', namespace: 'default' }, 'p', {
      gracePeriodSeconds: 0,
    })
    await world.pass(1_000)
    expect(sizes()).to.deep.equal({ a: 0, b: 3 })
  })

  it('keeps no more of its history than it is told to', async () => {
    seed({ revisionHistoryLimit: 1 })
    await start()
    for (const image of ['b', 'c', 'd']) {
      await finish()
      await change({ template: template(image) })
    }
    await finish()
    expect(sizes()).to.deep.equal({ c: 0, d: 3 })
  })

  it('chooses another name where a stranger has the one it would take', async () => {
    seed()
    await start()
    const { name } = of('a').metadata
    world.stop()
    world = fakeWorld()
    world.client.seed('replicasets', {
      apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name, namespace: 'default', labels: { app: 'stranger' } },
      spec: { replicas: 0, selector: { matchLabels: { app: 'stranger' } }, template: template('stranger') },
    })
    seed()
    await start()
    await world.pass(5_000)
    expect(found().status.collisionCount).to.equal(1)
    expect(of('a').metadata.name).not.to.equal(name)
  })

  it('says why it cannot create a ReplicaSet, and tries again', async () => {
    world.client.refuse = ({ verb }) =>
      (verb === 'create' ? new ApiError(403, 'Forbidden', 'exceeded quota') : undefined)
    seed()
    await start()
    expect(progressing()).to.deep.include({ status: 'False', reason: 'ReplicaSetCreateError' })
    expect(progressing().message).to.match(/^Failed to create new replica set "web-.*": exceeded quota$/)
    expect(world.said[0]).to.contain('ReplicaSetCreateError')
    world.client.refuse = undefined
    await world.pass(5_000)
    expect(sizes()).to.deep.equal({ a: 3 })
  })

  it('tells of the failure of its ReplicaSet', async () => {
    seed()
    await start()
    const condition = {
      type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'm',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    }
    await world.client.patch(sets, of('a').metadata.name, { status: { conditions: [condition] } }, 'merge', {
      subresource: 'status',
    })
    await world.pass(1_000)
    expect(findCondition(found().status, 'ReplicaFailure'))
      .to.deep.include({ status: 'True', reason: 'FailedCreate', message: 'm' })
  })

  it('adopts a ReplicaSet that matches and belongs to nobody, and lets go one that matches no more', async () => {
    const uid = seed().metadata.uid
    const labels = { app: 'web' }
    world.client.seed('replicasets', {
      apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'orphan', namespace: 'default', labels },
      spec: { replicas: 3, selector: { matchLabels: labels }, template: template('a') },
    })
    await start()
    const orphan = () => world.client.find('replicasets', 'default/orphan')
    expect(controllerOf(orphan())?.uid).to.equal(uid)
    expect(world.client.all('replicasets')).to.have.length(1)
    await world.client.patch(sets, 'orphan', { metadata: { labels: { app: 'other' } } }, 'merge')
    await world.pass(1_000)
    expect(controllerOf(orphan())).to.equal(undefined)
    expect(world.client.all('replicasets')).to.have.length(2)
  })

  it('writes nothing more when all is done', async () => {
    seed()
    await start()
    await finish()
    const before = world.client.requests.length
    await world.pass(3_600_000)
    expect(world.client.requests.length).to.equal(before)
  }).timeout(10_000)
})
