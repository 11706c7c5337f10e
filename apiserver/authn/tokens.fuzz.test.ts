import { expect } from 'chai'
import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { fuzz } from '../../apimachinery/fuzz/fuzz.ts'
import { issuer } from './service-account-issuer.ts'
import { bearerToken, createTokenAuthenticator } from './service-account-token.ts'
import { authenticateCertificate } from './x509.ts'

const now = new Date('2026-01-01T00:00:00Z')
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const account = { namespace: 'default', serviceaccount: { name: 'a', uid: '1' } }
const sign = (claims: object): Promise<string> => new SignJWT({
  iss: issuer, aud: [issuer], sub: 'system:serviceaccount:default:a', exp: now.getTime() / 1000 + 600,
  'kubernetes.io': account, ...claims,
}).setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
const unsigned = (header: object, claims: object) =>
  [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
const tokens = [
  await sign({}), `${unsigned({ alg: 'none' }, { iss: issuer, sub: 'system:serviceaccount:default:a' })}.`,
  `${unsigned({ alg: 'ES256', crit: ['b64'], b64: false }, {})}.AA`, 'a.b.c',
]
const authenticate = createTokenAuthenticator({
  key: { publicKey, algorithm: 'ES256' } as never,
  find: (_kind, _namespace, name) => ({ metadata: { name, uid: '1' } }) as never,
  now: () => now,
})

describe('credentials, with inputs changed at random', () => {
  fuzz('let a token in only as it was signed', {
    seeds: tokens,
    tokens: ['.', '=', '..', 'eyJhbGciOiJub25lIn0', '-', '_'],
    rounds: 1000,
    run: async (input) => {
      const token = bearerToken(`Bearer ${input.toString()}`)
      if (token === undefined) return
      // What base64url leaves over at the end of a part is no part of what was signed.
      const user = await authenticate(token)
      if (token.slice(0, -1) === tokens[0]!.slice(0, -1)) return
      expect(user, token).to.equal('invalid')
    },
  })

  it('let nobody in whose signed claims say something else than an account', async () => {
    const odd: object[] = [
      { 'kubernetes.io': null }, { 'kubernetes.io': 'x' }, { 'kubernetes.io': [] }, { 'kubernetes.io': {} },
      { 'kubernetes.io': { namespace: 'default' } },
      { 'kubernetes.io': { namespace: 'default', serviceaccount: null } },
      { 'kubernetes.io': { namespace: 'default', serviceaccount: 'a' } },
      { 'kubernetes.io': { ...account, pod: null } }, { 'kubernetes.io': { ...account, pod: 'x' } }, { sub: 5 },
      { sub: 'system:serviceaccount:default:b' }, { exp: 'x' }, { exp: 1 }, { aud: 'x' }, { nbf: 'x' },
    ]
    for (const claims of odd) expect(await authenticate(await sign(claims)), JSON.stringify(claims)).to.equal('invalid')
    expect(await authenticate(await sign({}))).to.have.property('name', 'system:serviceaccount:default:a')
  })

  fuzz('take a certificate of any subject for a user or for none', {
    seeds: [
      '{"subject":{"CN":"a","O":["b","c"]},"fingerprint256":"AA:BB","valid_to":"Jan  1 00:00:00 2030 GMT"}',
      '{"subject":{"CN":"","O":"x"},"fingerprint256":"AA","valid_to":"x"}', '{}',
    ],
    tokens: ['__proto__', 'constructor', '"O":', 'null'],
    refusals: [SyntaxError],
    run: (input) => {
      const certificate = JSON.parse(input.toString())
      const isText = (value: unknown) => value === undefined || typeof value === 'string'
        || (Array.isArray(value) && value.every((one) => typeof one === 'string'))
      const subject = certificate?.subject
      if (typeof certificate !== 'object' || certificate === null || typeof certificate.fingerprint256 !== 'string') {
        return
      }
      if (subject !== undefined
          && (typeof subject !== 'object' || subject === null || !isText(subject.CN) || !isText(subject.O))) return
      const user = authenticateCertificate(
        { authorized: false, getPeerCertificate: () => certificate } as never, now.getTime(),
      )
      expect(user === undefined || user === 'invalid').to.equal(true)
    },
  })
})
