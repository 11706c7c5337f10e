import { expect } from 'chai'

import { serviceEnv, visibleServices } from './service-env.ts'

const service = (name: string, spec: unknown) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec })

describe('serviceEnv', () => {
  it('names host, ports and links of a service', () => {
    const ports = [{ port: 80, name: 'http' }, { port: 53, protocol: 'UDP', name: 'dns-udp' }]
    expect(Object.fromEntries(serviceEnv([service('my-web', { clusterIP: '10.43.0.9', ports })]))).to.deep.equal({
      MY_WEB_SERVICE_HOST: '10.43.0.9',
      MY_WEB_SERVICE_PORT: '80',
      MY_WEB_SERVICE_PORT_HTTP: '80',
      MY_WEB_SERVICE_PORT_DNS_UDP: '53',
      MY_WEB_PORT: 'tcp://10.43.0.9:80',
      MY_WEB_PORT_80_TCP: 'tcp://10.43.0.9:80',
      MY_WEB_PORT_80_TCP_PROTO: 'tcp',
      MY_WEB_PORT_80_TCP_PORT: '80',
      MY_WEB_PORT_80_TCP_ADDR: '10.43.0.9',
      MY_WEB_PORT_53_UDP: 'udp://10.43.0.9:53',
      MY_WEB_PORT_53_UDP_PROTO: 'udp',
      MY_WEB_PORT_53_UDP_PORT: '53',
      MY_WEB_PORT_53_UDP_ADDR: '10.43.0.9',
    })
  })

  it('says nothing of services without an address', () => {
    expect(
      serviceEnv([service('a', { clusterIP: 'None', ports: [{ port: 1 }] }), service('b', { ports: [{ port: 1 }] })]),
    ).to.deep.equal([])
  })
})

describe('visibleServices', () => {
  const own = [service('web', {})]
  const api = service('kubernetes', {})

  it('are the namespace\'s and the API\'s, or the API\'s alone', () => {
    expect(visibleServices(own, api, true).map(({ metadata }) => metadata.name)).to.deep.equal(['web', 'kubernetes'])
    expect(visibleServices(own, api, false).map(({ metadata }) => metadata.name)).to.deep.equal(['kubernetes'])
    expect(visibleServices(own, null, false)).to.deep.equal([])
  })
})
