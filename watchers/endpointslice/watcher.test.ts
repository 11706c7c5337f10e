import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { fakeWorld } from '../runtime/fake-context.ts'
import type { FakeWorld } from '../runtime/fake-context.ts'
import { endpointSliceController } from './watcher.ts'

const services = { group: '', version: 'v1', resource: 'services', namespace: 'default' }
const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' }

describe('EndpointSlice controller', () => {
  let world: FakeWorld
  beforeEach(async () => {
    world = fakeWorld()
    world.client.seed('nodes', {
      apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', labels: { 'topology.kubernetes.io/zone': 'z' } },
    })
    await world.run(endpointSliceController)
  })
  afterEach(() => world.stop())

  const seedService = (spec: object = {}, metadata: object = {}) => world.client.seed('services', {
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default', ...metadata },
    spec: {
      selector: { app: 'web' }, clusterIP: '10.0.0.1', ipFamilies: ['IPv4'],
      ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }], ...spec,
    },
  })
  const seedPod = (name: string, ip: string, more: any = {}) => world.client.seed('pods', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { app: 'web' } },
    spec: {
      nodeName: 'n',
      containers: [{ name: 'c', ports: [{ name: 'http', containerPort: more.port ?? 8080, protocol: 'TCP' }] }],
      ...more.spec,
    },
    status: { phase: 'Running', podIPs: [{ ip }], conditions: [{ type: 'Ready', status: more.ready ?? 'True' }] },
  })
  const slices = (): KubeObject[] => world.client.all('endpointslices')
  const addresses = () => slices().flatMap(({ endpoints }) => endpoints).flatMap(({ addresses: of }: any) => of).sort()
  const pass = () => world.pass(2_000)

  it('lists the pods behind a service with their state and place', async () => {
    const service = seedService({}, { labels: { tier: 'front' } })
    seedPod('a', '10.1.0.1')
    await pass()
    const [slice] = slices()
    expect(slice!.metadata.labels).to.deep.equal({
      tier: 'front', 'kubernetes.io/service-name': 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    })
    expect(slice!.metadata.ownerReferences![0])
      .to.deep.include({ kind: 'Service', name: 'web', uid: service.metadata.uid, controller: true })
    expect(slice).to.deep.include({ addressType: 'IPv4', ports: [{ name: '', port: 8080, protocol: 'TCP' }] })
    const { targetRef, ...endpoint } = slice!['endpoints'][0]
    expect(endpoint).to.deep.equal({
      addresses: ['10.1.0.1'], conditions: { ready: true, serving: true, terminating: false }, nodeName: 'n', zone: 'z',
    })
    expect(targetRef).to.deep.include({ kind: 'Pod', namespace: 'default', name: 'a' })
  })

  it('has an empty slice for a service without pods, and none for one without a selector', async () => {
    seedService()
    seedService({ selector: undefined }, { name: 'other' })
    await pass()
    expect(slices()).to.have.length(1)
    expect(slices()[0]).to.deep.include({ endpoints: [], ports: [] })
  })

  it('keeps its slice while pods come and go', async () => {
    seedService()
    await pass()
    const [{ metadata: { name } }] = slices() as [KubeObject]
    seedPod('a', '10.1.0.1')
    seedPod('b', '10.1.0.2', { ready: 'False' })
    await pass()
    expect(slices().map((slice) => slice.metadata.name)).to.deep.equal([name])
    expect(addresses()).to.deep.equal(['10.1.0.1', '10.1.0.2'])
    await world.client.delete(pods, 'a', { gracePeriodSeconds: 0 })
    await pass()
    expect(addresses()).to.deep.equal(['10.1.0.2'])
    expect(slices()[0]!['endpoints'][0].conditions).to.deep.equal({ ready: false, serving: false, terminating: false })
  })

  it('says of a pod that ends that it still serves, but is ready no more', async () => {
    seedService()
    seedPod('a', '10.1.0.1')
    await pass()
    await world.client.delete(pods, 'a')
    await pass()
    expect(slices()[0]!['endpoints'][0].conditions).to.deep.equal({ ready: false, serving: true, terminating: true })
  })

  it('keeps pods apart that serve the same port by another number', async () => {
    seedService()
    seedPod('a', '10.1.0.1')
    seedPod('b', '10.1.0.2', { port: 9090 })
    await pass()
    expect(slices().map(({ ports }) => ports[0].port).sort()).to.deep.equal([8080, 9090])
  })

  it('puts a hundred endpoints into a slice, and fills up what there is', async () => {
    for (let number = 0; number < 150; number += 1) seedPod(`p${number}`, `10.1.1.${number}`)
    seedService()
    await pass()
    expect(slices().map(({ endpoints }) => endpoints.length)).to.deep.equal([100, 50])
    seedPod('late', '10.1.2.1')
    await pass()
    expect(slices().map(({ endpoints }) => endpoints.length)).to.deep.equal([100, 51])
  })

  it('creates nothing twice although its own writes are not seen yet', async () => {
    world.stop()
    world = fakeWorld()
    const { watch } = world.client
    world.client.watch = (ref, query, onEvent, signal) => (ref.resource === 'endpointslices'
      ? new Promise((resolve) => { signal.addEventListener('abort', () => resolve()) })
      : watch(ref, query, onEvent, signal))
    await world.run(endpointSliceController)
    seedService()
    await pass()
    await world.client.patch(services, 'web', { metadata: { annotations: { touched: 'yes' } } }, 'merge')
    await pass()
    expect(slices()).to.have.length(1)
  })

  it('tells the names of pods below a headless service', async () => {
    seedService({ clusterIP: 'None', ports: [] })
    seedPod('a', '10.1.0.1', { spec: { hostname: 'first', subdomain: 'web' } })
    await pass()
    expect(slices()[0]!.metadata.labels).to.have.property('service.kubernetes.io/headless', '')
    expect(slices()[0]!['endpoints'][0].hostname).to.equal('first')
  })

  it('leaves alone the slices of others', async () => {
    world.client.seed('endpointslices', {
      apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4', endpoints: [], ports: [],
      metadata: { name: 'manual', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
    })
    seedService()
    await pass()
    expect(slices().map(({ metadata }) => metadata.name)).to.include('manual')
    expect(slices()).to.have.length(2)
  })
})
