import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ensurePki } from './pki.ts'
import { ensureServiceAccountKey } from './service-account-key.ts'

describe('the PKI', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'coracle-pki-'))
  })
  afterEach(() => rm(directory, { recursive: true, force: true }))

  const make = (serverNames: string[], now?: Date) =>
    ensurePki({ directory, nodeName: 'a', serverNames, kubeletNames: ['127.0.0.1'], ...(now ? { now } : {}) })

  it('issues certificates that the authority signed, for the names asked', async () => {
    const pki = await make(['localhost', '127.0.0.1'])
    const cert = new X509Certificate(pki.apiserver.cert)
    expect(cert.checkIssued(new X509Certificate(pki.authority.cert))).to.equal(true)
    expect(cert.verify(new X509Certificate(pki.authority.cert).publicKey)).to.equal(true)
    expect(cert.checkHost('localhost')).to.equal('localhost')
    expect(cert.checkIP('127.0.0.1')).to.equal('127.0.0.1')
  })

  it('names the administrator and the node as Kubernetes does', async () => {
    const pki = await make(['localhost'])
    expect(new X509Certificate(pki.admin.cert).subject).to.equal('O=system:masters\nCN=system:admin')
    expect(new X509Certificate(pki.node.cert).subject).to.equal('O=system:nodes\nCN=system:node:a')
  })

  it('keeps keys readable by their owner alone', async () => {
    await make(['localhost'])
    expect((await stat(join(directory, 'ca.key'))).mode & 0o777).to.equal(0o600)
    expect((await stat(join(directory, 'admin.key'))).mode & 0o777).to.equal(0o600)
  })

  it('changes nothing at a second start', async () => {
    expect(await make(['localhost'])).to.deep.equal(await make(['localhost']))
  })

  it('issues the server certificate anew when it lacks a name, and leaves the rest', async () => {
    const first = await make(['localhost'])
    const second = await make(['localhost', 'example.test'])
    expect(second.apiserver.cert).not.to.equal(first.apiserver.cert)
    expect(second.authority).to.deep.equal(first.authority)
    expect(second.admin).to.deep.equal(first.admin)
  })

  it('renews what ends soon', async () => {
    const first = await make(['localhost'], new Date('2030-01-01T00:00:00Z'))
    const second = await make(['localhost'], new Date('2030-12-01T00:00:00Z'))
    expect(second.admin.cert).not.to.equal(first.admin.cert)
    expect(second.authority).to.deep.equal(first.authority)
  })
})

describe('the key of service account tokens', () => {
  it('is made once, for its owner alone', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'coracle-key-'))
    try {
      const key = await ensureServiceAccountKey(directory)
      expect(await ensureServiceAccountKey(directory)).to.equal(key)
      expect((await stat(join(directory, 'service-account.key'))).mode & 0o777).to.equal(0o600)
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  })
})
