import { expect } from 'chai'
import { brokenImage, simulateKubelet } from './controllers-kubelet.ts'
import type { SimulatedKubelet } from './controllers-kubelet.ts'
import { type Coracle, type Output, startCoracle } from './harness/coracle.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { until } from './harness/until.ts'

const patienceMs = 180_000

describe('controllers and the scheduler, on simulated nodes', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  let kubelet: SimulatedKubelet

  const run = (args: readonly string[], input?: string): Promise<Output> =>
    coracle.kubectl(args, input === undefined ? {} : { input })
  const kubectl = (...args: string[]): Promise<string> => mustSucceed(coracle, args)
  const get = async (...args: string[]): Promise<any> => JSON.parse(await kubectl('get', ...args, '-o', 'json'))
  const create = async (object: object): Promise<void> => {
    const { code, stderr } = await run(['create', '-f', '-'], JSON.stringify(object))
    expect(code, stderr).to.equal(0)
  }
  const deployment = (name: string, image: string, spec: object = {}, pod: object = {}) => create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'c', image }], nodeSelector: { 'kubernetes.io/hostname': 'alive' }, ...pod },
      },
      ...spec,
    },
  })
  const images = async (name: string): Promise<string[]> =>
    (await get('pods', '-l', `app=${name}`))
      .items.filter(({ metadata }: any) => !metadata.deletionTimestamp)
      .map(({ spec }: any) => spec.containers[0].image)
  const said = async (kind: string, name: string): Promise<string[]> =>
    (await get('events', '--field-selector', `involvedObject.kind=${kind},involvedObject.name=${name}`))
      .items.map(({ reason, message }: any) => `${reason}: ${message}`)
  const names = async (kind: string, ...args: string[]): Promise<string[]> =>
    (await kubectl('get', kind, '-o', 'name', ...args)).split('\n').filter(Boolean).map((one) => one.split('/')[1]!)

  before(async () => {
    coracle = await startCoracle(['--disable-agent'])
    kubelet = await simulateKubelet(coracle, ['alive', 'silent'])
    await until(async () => (await names('serviceaccounts')).includes('default'))
    // It takes a node fifty seconds to be given up: what is tested of that comes last.
    await deployment('stays', 'localhost/a:1', { replicas: 1 }, {
      nodeSelector: { 'kubernetes.io/hostname': 'silent' },
    })
    const tolerations = [
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 2 },
    ]
    await deployment('moves', 'localhost/a:1', { replicas: 1 }, {
      nodeSelector: { 'kubernetes.io/hostname': 'silent' }, tolerations,
    })
    for (const name of ['stays', 'moves']) await kubectl('rollout', 'status', `deployment/${name}`, '--timeout=60s')
    kubelet.silence('silent')
  })
  after(async () => {
    kubelet?.stop()
    await coracle?.close()
  })

  it('rolls out in steps within the surge, and back', async () => {
    await deployment('web', 'localhost/a:1', { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } })
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
    await kubectl('set', 'image', 'deployment/web', 'c=localhost/a:2')
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
    expect(await images('web')).to.deep.equal(Array(3).fill('localhost/a:2'))
    const events = await said('Deployment', 'web')
    expect(events[0]).to.match(/^ScalingReplicaSet: Scaled up replica set web-\w+ from 0 to 3$/)
    expect(events.filter((text) => text.includes('Scaled down'))).to.have.length(3)
    await kubectl('rollout', 'undo', 'deployment/web')
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
    expect(await images('web')).to.deep.equal(Array(3).fill('localhost/a:1'))
    expect(await kubectl('rollout', 'history', 'deployment/web')).to.match(/\n2 +<none>\n3 +<none>/)
  })

  it('waits while paused', async () => {
    await kubectl('rollout', 'pause', 'deployment/web')
    await kubectl('set', 'image', 'deployment/web', 'c=localhost/a:3')
    await kubectl('scale', 'deployment/web', '--replicas=4')
    await until(async () => (await images('web')).length === 4)
    expect(await images('web')).to.deep.equal(Array(4).fill('localhost/a:1'))
    await kubectl('rollout', 'resume', 'deployment/web')
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
    expect(await images('web')).to.deep.equal(Array(4).fill('localhost/a:3'))
  })

  it('ends everything old before it starts anything new, where it is to recreate', async () => {
    await deployment('single', 'localhost/a:1', { replicas: 2, strategy: { type: 'Recreate' } })
    await kubectl('rollout', 'status', 'deployment/single', '--timeout=60s')
    await kubectl('set', 'image', 'deployment/single', 'c=localhost/a:2')
    await kubectl('rollout', 'status', 'deployment/single', '--timeout=60s')
    const [before, after] = (await said('Deployment', 'single')).slice(1)
    expect(before).to.match(/Scaled down replica set single-\w+ from 2 to 0/)
    expect(after).to.match(/Scaled up replica set single-\w+ from 0 to 2/)
  })

  it('tells of a rollout that gets nowhere', async () => {
    await deployment('stuck', brokenImage, { replicas: 1, progressDeadlineSeconds: 2 })
    const { code, stderr } = await run(['rollout', 'status', 'deployment/stuck', '--timeout=90s'])
    expect(code).to.equal(1)
    expect(stderr).to.contain('error: deployment "stuck" exceeded its progress deadline')
  })

  it('says why a pod finds no node, and places it as soon as one will do', async () => {
    await create({
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'picky' },
      spec: { nodeSelector: { disk: 'ssd' }, containers: [{ name: 'c', image: 'localhost/a:1' }] },
    })
    // The silent node may have been given up by now, and then refuses for another reason.
    const refused = /^FailedScheduling: 0\/2 nodes are available: .*\. no new claims to deallocate, preemption: /
    const why = /[12] node\(s\) didn't match Pod's node affinity\/selector.*\. no new claims/
    await until(async () => (await said('Pod', 'picky')).some((text) => refused.test(text) && why.test(text)))
    await kubectl('label', 'node', 'alive', 'disk=ssd')
    await kubectl('wait', 'pod/picky', '--for=condition=Ready', '--timeout=90s')
    expect(await said('Pod', 'picky')).to.include('Scheduled: Successfully assigned default/picky to alive')
  })

  it('clears a node for a pod that matters more', async () => {
    await kubectl('create', 'priorityclass', 'high', '--value=1000')
    const pod = (name: string, spec: object) => create({
      apiVersion: 'v1', kind: 'Pod', metadata: { name },
      spec: {
        containers: [{ name: 'c', image: 'localhost/a:1', resources: { requests: { cpu: '6' } } }],
        nodeSelector: { 'kubernetes.io/hostname': 'alive' }, terminationGracePeriodSeconds: 1, ...spec,
      },
    })
    await pod('low', {})
    await kubectl('wait', 'pod/low', '--for=condition=Ready', '--timeout=90s')
    await pod('high', { priorityClassName: 'high' })
    await kubectl('wait', 'pod/high', '--for=condition=Ready', '--timeout=90s')
    expect(await names('pods')).not.to.include('low')
  })

  it('orphans and collects by propagation policy', async () => {
    for (const name of ['orphaned', 'waited-for']) {
      await deployment(name, 'localhost/a:1', { replicas: 1 })
      await kubectl('rollout', 'status', `deployment/${name}`, '--timeout=60s')
    }
    await kubectl('delete', 'deployment', 'orphaned', '--cascade=orphan')
    const [orphan] = (await get('replicasets', '-l', 'app=orphaned')).items
    expect(orphan.metadata).not.to.have.property('ownerReferences')
    expect(await images('orphaned')).to.have.length(1)
    const [pod] = await names('pods', '-l', 'app=waited-for')
    await kubectl('patch', 'pod', pod!, '-p', '{"metadata":{"finalizers":["example.org/hold"]}}')
    await kubectl('delete', 'deployment', 'waited-for', '--cascade=foreground', '--wait=false')
    await until(async () => (await get('pod', pod!)).metadata.deletionTimestamp)
    expect((await get('deployment', 'waited-for')).metadata.finalizers).to.deep.equal(['foregroundDeletion'])
    await kubectl('patch', 'pod', pod!, '-p', '{"metadata":{"finalizers":null}}')
    await until(async () => !(await names('deployments')).includes('waited-for'))
    expect(await names('replicasets', '-l', 'app=waited-for')).to.deep.equal([])
  })

  it('holds a namespace until the last finalizer is gone, and says what is left', async () => {
    await kubectl('create', 'namespace', 'shop')
    await kubectl('create', 'configmap', 'held', '-n', 'shop')
    await kubectl('patch', 'configmap', 'held', '-n', 'shop', '-p', '{"metadata":{"finalizers":["example.org/hold"]}}')
    await kubectl('delete', 'namespace', 'shop', '--wait=false')
    const left = 'Some content in the namespace has finalizers remaining: example.org/hold in 1 resource instances'
    await until(async () => (await get('namespace', 'shop')).status.conditions?.some(({ type, message }: any) =>
      type === 'NamespaceFinalizersRemaining' && message === left))
    await kubectl('patch', 'configmap', 'held', '-n', 'shop', '-p', '{"metadata":{"finalizers":null}}')
    await until(async () => !(await names('namespaces')).includes('shop'))
  })

  it('gives a silent node up, moves what may not stay, and takes the node back', async () => {
    const taints = async (): Promise<string[]> =>
      ((await get('node', 'silent')).spec.taints ?? []).map(({ key, effect }: any) => `${key}:${effect}`)
    await until(async () => (await taints()).length === 2, 90_000)
    expect(await taints())
      .to.deep.equal(['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute'])
    expect(await said('Node', 'silent')).to.include('NodeNotReady: Node silent status is now: NodeNotReady')
    const [moving] = await names('pods', '-l', 'app=moves', '--field-selector', 'spec.nodeName=silent')
    await until(async () => (await get('pod', moving!)).metadata.deletionTimestamp)
    expect((await get('pods', '-l', 'app=stays')).items[0].metadata).not.to.have.property('deletionTimestamp')
    expect(await said('Pod', moving!)).to.include(`TaintManagerEviction: Marking for deletion Pod default/${moving}`)
    await kubelet.wake('silent')
    await kubectl('rollout', 'status', 'deployment/moves', '--timeout=60s')
    expect(await taints()).to.deep.equal([])
    expect(await names('pods')).not.to.include(moving)
  })
})
