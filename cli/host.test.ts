import { expect } from 'chai'
import { firstAddress, firstPodCidr, hostAddress } from './host.ts'

describe('what a host knows of networks', () => {
  it('takes the first address of a network', () => {
    expect(firstAddress('10.43.0.0/16')).to.equal('10.43.0.1')
    expect(firstAddress('192.168.1.77/28')).to.equal('192.168.1.65')
  })

  it('takes a /24 of the network of pods', () => {
    expect(firstPodCidr('10.42.0.0/16')).to.equal('10.42.0.0/24')
    expect(firstPodCidr('10.42.0.0/26')).to.equal('10.42.0.0/26')
  })

  it('falls back to loopback where there is no network', () => {
    expect(hostAddress({})).to.equal('127.0.0.1')
  })
})
