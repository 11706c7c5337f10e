import { expect } from 'chai'
import { generateKeyPairSync } from 'node:crypto'
import { createTokenIssuer, issuer, refOf, type TokenWish } from './service-account-issuer.ts'
import { loadServiceAccountKey } from './service-account-key.ts'
import { bearerToken, createTokenAuthenticator } from './service-account-token.ts'
import type { UserInfo } from './user.ts'

const account = { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { namespace: 'shop', name: 'clerk', uid: 'u1' } }
const pod = { kind: 'Pod', apiVersion: 'v1', metadata: { namespace: 'shop', name: 'till', uid: 'p1' } }
const start = new Date('2030-01-01T00:00:00Z')

function setUp(pem?: string) {
  const key = loadServiceAccountKey(pem)
  const objects = new Map([['serviceaccounts/shop/clerk', account], ['pods/shop/till', pod]])
  let now = start
  const authenticate = createTokenAuthenticator({
    key, now: () => now, find: (kind, namespace, name) => objects.get(`${kind}/${namespace}/${name}`),
  })
  const sign = createTokenIssuer(key)
  const issue = (wish: Partial<TokenWish> = {}) =>
    sign({ account, audiences: [issuer], seconds: 600, now: start, ...wish })
  return {
    objects, authenticate, issue, later: (seconds: number) => { now = new Date(now.getTime() + seconds * 1000) },
  }
}

describe('tokens of service accounts', () => {
  it('speak for the account, its groups and the pod they are bound to', async () => {
    const { authenticate, issue } = setUp()
    const user = await authenticate(await issue({ bound: { pod: refOf(pod) } })) as UserInfo
    expect(user.name).to.equal('system:serviceaccount:shop:clerk')
    expect(user.uid).to.equal('u1')
    expect(user.groups).to.deep.equal(['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'])
    expect(user.extra).to.deep.include({
      'authentication.kubernetes.io/pod-name': ['till'], 'authentication.kubernetes.io/pod-uid': ['p1'],
    })
  })

  it('are signed with an RSA key too', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const { authenticate, issue } = setUp(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    expect(await authenticate(await issue())).to.have.property('name')
  })

  it('do not hold once they have ended, though they were seen to be good', async () => {
    const { authenticate, issue, later } = setUp()
    const token = await issue()
    expect(await authenticate(token)).to.have.property('name')
    later(601)
    expect(await authenticate(token)).to.equal('invalid')
  })

  it('do not hold for another audience', async () => {
    const { authenticate, issue } = setUp()
    expect(await authenticate(await issue({ audiences: ['vault'] }))).to.equal('invalid')
  })

  it('do not hold when another key signed them, or when they are no tokens', async () => {
    const { authenticate } = setUp()
    expect(await authenticate(await setUp().issue())).to.equal('invalid')
    expect(await authenticate('nothing')).to.equal('invalid')
  })

  it('end at once with the account and with the pod', async () => {
    const { objects, authenticate, issue } = setUp()
    const [free, bound] = [await issue(), await issue({ bound: { pod: refOf(pod) } })]
    expect(await authenticate(bound)).to.have.property('name')
    objects.delete('pods/shop/till')
    expect(await authenticate(bound)).to.equal('invalid')
    expect(await authenticate(free)).to.have.property('name')
    objects.set('serviceaccounts/shop/clerk', { ...account, metadata: { ...account.metadata, uid: 'u2' } })
    expect(await authenticate(free)).to.equal('invalid')
  })

  it('are read from the header of that scheme only', () => {
    expect(bearerToken('Bearer abc')).to.equal('abc')
    expect(bearerToken('Basic abc')).to.equal(undefined)
    expect(bearerToken(undefined)).to.equal(undefined)
  })
})
