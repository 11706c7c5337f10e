import { expect } from 'chai'

import type { Pod } from './pod.ts'
import { resolvFile } from './resolver.ts'

const host = '# made by hand\nnameserver 192.0.2.53\nsearch example.org. example.org\noptions timeout:2 edns0\n'
const cluster = { clusterDns: ['10.43.0.10'], clusterDomain: 'cluster.local' }
const pod = (spec: Record<string, unknown>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', uid: 'u' },
  spec,
})

describe('resolvFile', () => {
  it('asks the cluster first, and searches its domains before the host\'s', () => {
    expect(resolvFile(pod({}), host, cluster)).to.equal(
      'search shop.svc.cluster.local svc.cluster.local cluster.local example.org\n'
        + 'nameserver 10.43.0.10\noptions ndots:5\n',
    )
  })

  it('is the host\'s for Default, for the host\'s network, and where the cluster has no name server', () => {
    const own = 'search example.org\nnameserver 192.0.2.53\noptions timeout:2 edns0\n'
    expect(resolvFile(pod({ dnsPolicy: 'Default' }), host, cluster)).to.equal(own)
    expect(resolvFile(pod({ hostNetwork: true }), host, cluster)).to.equal(own)
    expect(resolvFile(pod({}), host, { ...cluster, clusterDns: [] })).to.equal(own)
    expect(resolvFile(pod({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }), host, cluster))
      .to.contain('10.43.0.10')
  })

  it('adds what the pod says itself', () => {
    const dnsConfig = {
      nameservers: ['192.0.2.1', '10.43.0.10'], searches: ['shop.test'],
      options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
    }
    expect(resolvFile(pod({ dnsPolicy: 'None', dnsConfig }), host, cluster)).to.equal(
      'search shop.test\nnameserver 192.0.2.1\nnameserver 10.43.0.10\noptions ndots:2 edns0\n',
    )
    expect(resolvFile(pod({ dnsConfig }), host, cluster)).to.equal(
      'search shop.svc.cluster.local svc.cluster.local cluster.local example.org shop.test\n' +
        'nameserver 10.43.0.10\nnameserver 192.0.2.1\noptions ndots:2 edns0\n',
    )
  })
})
