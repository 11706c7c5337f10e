import { expect } from 'chai'

import { credentialsFor } from './credentials.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const secret = (auths: Record<string, unknown>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  data: { '.dockerconfigjson': base64(JSON.stringify({ auths })) },
})
const auth = (user: string) => ({ auth: base64(`${user}:pass:word`) })
const users = (image: string, auths: Record<string, unknown>) =>
  credentialsFor(image, [secret(auths)]).map(({ username }) => username)

describe('credentialsFor', () => {
  it('finds a registry by its name and port', () => {
    const auths = { 'registry.test:5000': auth('a'), 'https://other.test/v2/': auth('b') }
    expect(users('registry.test:5000/web:1', auths)).to.deep.equal(['a'])
    expect(users('registry.test/web:1', auths)).to.deep.equal([])
    expect(users('other.test/x/web@sha256:00', auths)).to.deep.equal(['b'])
    expect(credentialsFor('registry.test:5000/web', [secret(auths)]))
      .to.deep.equal([{ username: 'a', password: 'pass:word' }])
  })

  it('prefers the longer path, and knows stars', () => {
    const auths = { 'registry.test': auth('all'), 'registry.test/team': auth('team'), '*.example.org': auth('star') }
    expect(users('registry.test/team/web', auths)).to.deep.equal(['team', 'all'])
    expect(users('registry.test/web', auths)).to.deep.equal(['all'])
    expect(users('eu.example.org/web', auths)).to.deep.equal(['star'])
    expect(users('a.eu.example.org/web', auths)).to.deep.equal([])
  })

  it('takes the old form, names in the clear, and Docker Hub by all its names', () => {
    const old = {
      apiVersion: 'v1', kind: 'Secret', metadata: {},
      data: { '.dockercfg': base64(JSON.stringify({ 'registry.test': { username: 'u', password: 'p' } })) },
    }
    expect(credentialsFor('registry.test/web', [old])).to.deep.equal([{ username: 'u', password: 'p' }])
    expect(users('docker.io/library/web:1', { 'https://index.docker.io/v1/': auth('hub') })).to.deep.equal(['hub'])
  })

  it('passes over what it cannot read', () => {
    const broken = { apiVersion: 'v1', kind: 'Secret', metadata: {}, data: { '.dockerconfigjson': base64('{') } }
    expect(credentialsFor('registry.test/web', [broken])).to.deep.equal([])
  })
})
