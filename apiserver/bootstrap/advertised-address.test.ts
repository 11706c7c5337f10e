import { isIP } from 'node:net'
import { expect } from 'chai'
import { advertisedHostPort, advertisedIP } from './advertised-address.ts'

describe('the address that clients are told', () => {
  it('is what the operator says, or the one that is listened at', () => {
    const config = { address: '0.0.0.0', advertiseAddress: '203.0.113.7', port: 6443 }
    expect(advertisedHostPort(config)).to.equal('203.0.113.7:6443')
    expect(advertisedHostPort({ address: '203.0.113.8', port: 443 })).to.equal('203.0.113.8:443')
  })

  it('has brackets where it is of the sixth version', () => {
    expect(advertisedHostPort({ address: '2001:db8::1', port: 6443 })).to.equal('[2001:db8::1]:6443')
  })

  it('is none that means another machine on every machine', () => {
    for (const address of ['0.0.0.0', '::', '127.0.0.1']) {
      const ip = advertisedIP({ address })
      if (ip !== undefined) expect(isIP(ip)).to.be.greaterThan(0)
      expect(ip).not.to.equal(address)
    }
  })
})
