import { expect } from 'chai'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { createServiceAllocators, type AddressRecords } from './service-allocators.ts'
import { createServiceDefinition } from './service.ts'

/** Records that can be looked into. */
function records(): AddressRecords & { all: Map<string, string> } {
  const all = new Map<string, string>()
  return {
    all,
    has: (ip) => all.has(ip),
    async create(ip, _family, { metadata }) {
      if (all.has(ip)) return false
      all.set(ip, metadata.name ?? '')
      return true
    },
    remove: async (ip) => void all.delete(ip),
  }
}

const context: any = { dryRun: false, warn: () => {}, now: () => new Date(0) }

function service(name: string, spec: object): KubeObject {
  const metadata = { name, namespace: 'default' }
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }], ...spec } }
}

function definitionFor(options: Partial<Parameters<typeof createServiceAllocators>[0]> = {}) {
  const addresses = records()
  const fixed = { serviceCidr: '10.0.0.0/29', services: () => [], addresses, random: () => 0 }
  const allocators = createServiceAllocators({ ...fixed, ...options })
  const definition = createServiceDefinition({ allocators })
  return {
    addresses,
    prepare(object: KubeObject, dryRun = false): KubeObject {
      definition.strategy.applyDefaults(object)
      definition.strategy.prepareForCreate?.(object, { ...context, dryRun })
      return object
    },
    store: async (object: KubeObject | undefined, old?: KubeObject, stored = true) =>
      (await definition.effects!.begin(object, old))(stored),
    validate: (object: KubeObject) => definition.strategy.validate(object),
  }
}

describe('addresses and ports of services', () => {
  it('are written down when the service is stored, and given back when it is deleted', async () => {
    const { prepare, store, addresses } = definitionFor()
    const web = prepare(service('web', { clusterIP: '10.0.0.5' }))
    expect([...addresses.all]).to.eql([])
    await store(web)
    expect([...addresses.all]).to.eql([['10.0.0.5', 'web']])
    await store(undefined, web)
    expect([...addresses.all]).to.eql([])
  })

  it('are not given twice, not even while the first service is on its way to the store', () => {
    const { prepare } = definitionFor()
    prepare(service('web', { clusterIP: '10.0.0.5' }))
    expect(() => prepare(service('other', { clusterIP: '10.0.0.5' }))).to.throw('provided IP is already allocated')
  })

  it('are free again when the service turns out to be invalid or is not stored', async () => {
    const { prepare, validate, store, addresses } = definitionFor()
    const wrong = prepare(service('web', { type: 'NodePort', ports: [{ port: 0, nodePort: 30001 }] }))
    expect(validate(wrong)).not.to.eql([])
    const late = prepare(service('web', { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] }))
    await store(late, undefined, false)
    expect([...addresses.all]).to.eql([])
    prepare(service('web', { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] }))
  })

  it('are no longer had when an allocation fails half way', () => {
    const { prepare } = definitionFor()
    prepare(service('a', { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] }))
    const both = [{ name: 'a', port: 80, nodePort: 30002 }, { name: 'b', port: 81, nodePort: 30001 }]
    expect(() => prepare(service('b', { type: 'NodePort', ports: both }))).to.throw('port is already allocated')
    prepare(service('c', { type: 'NodePort', ports: [{ port: 80, nodePort: 30002 }] }))
  })

  it('come from the networks of the moment, whose own and broadcast addresses are nobody\'s', () => {
    const networks = ['10.0.0.0/29']
    const { prepare } = definitionFor({ networks: () => networks })
    const refused = 'the provided network does not match the current range'
    for (const clusterIP of ['10.0.0.0', '10.0.0.7', '10.1.0.1']) {
      expect(() => prepare(service('web', { clusterIP }))).to.throw(refused)
    }
    networks.push('10.1.0.0/29')
    expect(prepare(service('web', { clusterIP: '10.1.0.1' }))['spec'].clusterIPs).to.eql(['10.1.0.1'])
  })

  it('are all used before the next network is, and then run out', () => {
    const { prepare } = definitionFor({ networks: () => ['10.0.0.0/30', '10.0.1.0/30'] })
    const ips = ['a', 'b', 'c', 'd'].map((name) => prepare(service(name, {}))['spec'].clusterIP)
    expect(ips.toSorted()).to.eql(['10.0.0.1', '10.0.0.2', '10.0.1.1', '10.0.1.2'])
    expect(() => prepare(service('e', {}))).to.throw('range is full')
  })

  it('are not taken by a dry run, which shows the network\'s own address', () => {
    const { prepare } = definitionFor()
    expect(prepare(service('web', {}), true)['spec'].clusterIP).to.equal('10.0.0.0')
    const ports = prepare(service('web', { type: 'NodePort' }), true)['spec'].ports
    expect(ports[0].nodePort).to.equal(32769)
  })

  it('are nobody\'s where a service of another type names them', async () => {
    const { prepare, store } = definitionFor()
    const ports = [{ port: 80, nodePort: 30001 }]
    await store(prepare(service('name', { type: 'ExternalName', externalName: 'a.b', ports })))
    prepare(service('web', { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] }))
  })

  it('keep what stored services have', () => {
    const balanced = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30002 }
    const stored = service('old', { ...balanced, ports: [{ port: 80, nodePort: 30001 }] })
    const { prepare } = definitionFor({ services: () => [stored] })
    for (const nodePort of [30001, 30002]) {
      const web = service('web', { type: 'NodePort', ports: [{ port: 80, nodePort }] })
      expect(() => prepare(web)).to.throw('already allocated')
    }
  })
})
