import { expect } from 'chai'
import { Failure } from './failure.ts'
import { resolveFlags, serverFlags } from './flags.ts'

const resolve = (given: Record<string, unknown>, env: NodeJS.ProcessEnv = {}, file: Record<string, unknown> = {}) =>
  resolveFlags(serverFlags, { given, env, file })

describe('flags', () => {
  it('take the command line before the variable before the file before the default', () => {
    const file = { 'https-listen-port': 3, 'cluster-domain': 'file' }
    const env = { CORACLE_HTTPS_LISTEN_PORT: '2', CORACLE_NODE_NAME: 'env' }
    const values = resolve({ 'https-listen-port': '1' }, env, file)
    expect(values['https-listen-port']).to.equal(1)
    expect(values['node-name']).to.equal('env')
    expect(values['cluster-domain']).to.equal('file')
    expect(values['service-cidr']).to.equal('10.43.0.0/16')
  })

  it('join lists from all spellings', () => {
    expect(resolve({ 'tls-san': ['a,b', 'c'] })['tls-san']).to.deep.equal(['a', 'b', 'c'])
    expect(resolve({}, {}, { 'tls-san': ['d'] })['tls-san']).to.deep.equal(['d'])
  })

  const refused: [string, Parameters<typeof resolve>, string][] = [
    ['a port that is none', [{ 'https-listen-port': '70000' }], "--https-listen-port must be a port, 0 to 65535, not '70000'"],
    ['an empty number', [{}, {}, { 'https-listen-port': ' ' }], "'https-listen-port' in the config file must be a number, not ' '"],
    ['a network that is none', [{}, { CORACLE_SERVICE_CIDR: 'x' }], 'CORACLE_SERVICE_CIDR must be an IPv4 network'],
    ['a key nobody knows', [{}, {}, { nonsense: 1 }], "unknown key 'nonsense' in the config file"],
    ['a boolean that is neither', [{}, { CORACLE_DISABLE_AGENT: 'maybe' }], 'CORACLE_DISABLE_AGENT must be true or false'],
  ]
  for (const [what, args, message] of refused) {
    it(`refuse ${what} in one line`, () => {
      expect(() => resolve(...args)).to.throw(Failure, message)
    })
  }
})
