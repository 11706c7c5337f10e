import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { truncated } from './plan.ts'
import { endpointsController } from './watcher.ts'

const services = { group: '', version: 'v1', resource: 'services', namespace: 'default' }
const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' }

describe('Endpoints controller', () => {
  let world: FakeWorld
  beforeEach(async () => {
    world = fakeWorld()
    await world.run(endpointsController)
  })
  afterEach(() => world.stop())

  const seedService = (spec: object = {}) => world.client.seed('services', {
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default', labels: { l: '1' } },
    spec: {
      selector: { app: 'web' }, clusterIP: '10.0.0.1',
      ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }], ...spec,
    },
  })
  const seedPod = (name: string, ip: string, ready = 'True') => world.client.seed('pods', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { app: 'web' } },
    spec: { nodeName: 'n', containers: [] },
    status: {
      phase: 'Running', podIP: ip, podIPs: [{ ip }],
      conditions: [{ type: 'Ready', status: ready, lastTransitionTime: '2026-01-01T00:00:05Z' }],
    },
  })
  const found = (): KubeObject => world.client.find('endpoints', 'default/web')
  const ips = (field: string) =>
    (found()['subsets'] ?? []).flatMap((subset: any) => subset[field] ?? []).map(({ ip }: any) => ip)
  const pass = () => world.pass(1_000)

  it('lists pods that are ready apart from those that are not', async () => {
    seedService()
    seedPod('b', '10.1.0.2')
    seedPod('a', '10.1.0.1')
    seedPod('c', '10.1.0.3', 'False')
    await pass()
    expect(ips('addresses')).to.deep.equal(['10.1.0.1', '10.1.0.2'])
    expect(ips('notReadyAddresses')).to.deep.equal(['10.1.0.3'])
    expect(found()['subsets'][0].ports).to.deep.equal([{ name: 'http', port: 8080, protocol: 'TCP' }])
    expect(found().metadata.labels)
      .to.deep.equal({ l: '1', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' })
  })

  it('drops pods that end, and goes with its service', async () => {
    seedService()
    seedPod('a', '10.1.0.1')
    await pass()
    await world.client.delete(pods, 'a')
    await pass()
    expect(found()['subsets']).to.deep.equal([])
    await world.client.delete(services, 'web')
    await pass()
    expect(found()).to.equal(undefined)
  })

  it('says when the change happened that it follows', async () => {
    seedService()
    await pass()
    const time = () => found().metadata.annotations?.['endpoints.kubernetes.io/last-change-trigger-time']
    expect(time()).to.equal('2026-01-01T00:00:00Z')
    seedPod('a', '10.1.0.1')
    await pass()
    expect(time()).to.equal('2026-01-01T00:00:05Z')
    await world.client.patch(
      services, 'web', { spec: { ports: [{ port: 80, targetPort: 9090, protocol: 'TCP' }] } }, 'merge',
    )
    await pass()
    expect(time()).to.equal(undefined)
  })

  it('leaves services alone that have no selector', async () => {
    seedService({ selector: undefined })
    await pass()
    expect(found()).to.equal(undefined)
  })

  it('writes nothing when nothing has changed', async () => {
    seedService()
    seedPod('a', '10.1.0.1')
    await pass()
    const before = world.client.requests.length
    await world.client.patch(pods, 'a', { metadata: { annotations: { touched: 'yes' } } }, 'merge')
    await world.pass(60_000)
    expect(world.client.requests.length).to.equal(before + 1)
  })

  it('lists no more than a thousand, the ready ones first', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => ({ ip: `10.0.0.${at}`, targetRef: {} }))
    const large = [{ addresses: many(600), notReadyAddresses: many(500) }, { addresses: many(200) }]
    const { subsets: [first, second], isTruncated } = truncated(large)
    expect(isTruncated).to.equal(true)
    expect([first?.addresses?.length, first?.notReadyAddresses?.length, second?.addresses?.length])
      .to.deep.equal([600, 200, 200])
    expect(truncated([{ addresses: many(1500) }]).subsets[0]?.addresses).to.have.length(1000)
    expect(truncated([{ addresses: many(10) }]).isTruncated).to.equal(false)
  })
})
