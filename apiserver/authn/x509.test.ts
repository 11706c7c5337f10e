import { expect } from 'chai'
import { authenticateCertificate, type PeerCertificate } from './x509.ts'

function connection(subject: object | undefined, authorized = true): PeerCertificate & { reads: number } {
  const socket = {
    authorized,
    reads: 0,
    getPeerCertificate: () => {
      socket.reads++
      return (subject === undefined
        ? {}
        : { subject, fingerprint256: 'AB:01', valid_to: 'Nov 21 18:00:00 2126 GMT' }) as never
    },
  }
  return socket
}

describe('a client certificate', () => {
  it('names a user, the groups of its organizations, and itself', () => {
    expect(authenticateCertificate(connection({ CN: 'ann', O: ['a', 'b'] }))).to.deep.equal({
      name: 'ann', uid: '', groups: ['a', 'b', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': ['X509SHA256=ab01'] },
    })
    expect(authenticateCertificate(connection({ CN: 'ann', O: 'a' })))
      .to.have.property('groups')
      .that.eqls(['a', 'system:authenticated'])
  })

  it('is invalid when the authority did not sign it, or when it names nobody', () => {
    expect(authenticateCertificate(connection({ CN: 'ann' }, false))).to.equal('invalid')
    expect(authenticateCertificate(connection({ O: 'a' }))).to.equal('invalid')
    expect(authenticateCertificate(connection(undefined))).to.equal(undefined)
  })

  it('is invalid once it has ended, also in a connection that began before', () => {
    const socket = connection({ CN: 'ann' })
    expect(authenticateCertificate(socket, Date.parse('2126-11-21T17:59:59Z'))).to.be.an('object')
    expect(authenticateCertificate(socket, Date.parse('2126-11-21T18:00:01Z'))).to.equal('invalid')
  })

  it('is read once in a connection', () => {
    const socket = connection({ CN: 'ann' })
    expect(authenticateCertificate(socket)).to.equal(authenticateCertificate(socket))
    expect(socket.reads).to.equal(1)
  })
})
