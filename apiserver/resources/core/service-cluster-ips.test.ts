import { expect } from 'chai'
import { validateClusterIPs } from './service-cluster-ips.ts'

function complaints(ipFamilies: string[]): string[] {
  const spec = {
    type: 'ClusterIP', clusterIP: '10.43.0.7', clusterIPs: ['10.43.0.7'], ipFamilies, ports: [{ port: 80 }],
  }
  return validateClusterIPs({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec }, undefined)
    .map(({ path }) => path)
}

describe('the addresses of a service', () => {
  it('must be of the families given, as far as those are known', () => {
    expect(complaints(['IPv4'])).to.deep.equal([])
    expect(complaints(['IPv6'])).to.include('spec.clusterIPs[0]')
    expect(complaints(['IPv4x'])).not.to.include('spec.clusterIPs[0]')
  })
})
