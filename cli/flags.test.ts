import { expect } from 'chai'
import { Failure } from './failure.ts'
import { agentFlags, type Flag, kubeconfigFlags, resolveFlags, serverFlags, variableOf } from './flags.ts'

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

  const samples: Record<Flag['kind'], [string, unknown]> = {
    string: ['/a', '/a'],
    number: ['1', 1],
    boolean: ['true', true],
    list: ['a,b', ['a', 'b']],
  }
  const own: Record<string, [string, unknown]> = {
    'bind-address': ['::1', '::1'],
    'write-kubeconfig-mode': ['640', '640'],
    'node-name': ['a', 'a'],
    'cluster-cidr': ['10.1.0.0/16', '10.1.0.0/16'],
    'service-cidr': ['10.2.0.0/16', '10.2.0.0/16'],
    'pod-cidr': ['10.3.0.0/24', '10.3.0.0/24'],
    'log-level': ['debug', 'debug'],
  }
  for (const flag of new Set([...serverFlags, ...agentFlags, ...kubeconfigFlags])) {
    it(`--${flag.name} means the same as ${variableOf(flag)} and as a key of the config file`, () => {
      const [text, value] = own[flag.name] ?? samples[flag.kind]
      const none = { given: {}, env: {}, file: {} }
      for (const source of [
        { given: { [flag.name]: text } }, { env: { [variableOf(flag)]: text } }, { file: { [flag.name]: value } },
      ]) {
        expect(resolveFlags([flag], { ...none, ...source })[flag.name]).to.deep.equal(value)
      }
    })
  }

  const refused: [string, Parameters<typeof resolve>, string][] = [
    [
      'a port that is none',
      [{ 'https-listen-port': '70000' }],
      "--https-listen-port must be a port, 0 to 65535, not '70000'",
    ],
    [
      'an empty number',
      [{}, {}, { 'https-listen-port': ' ' }],
      "'https-listen-port' in the config file must be a number, not ' '",
    ],
    ['a network that is none', [{}, { CORACLE_SERVICE_CIDR: 'x' }], 'CORACLE_SERVICE_CIDR must be an IPv4 network'],
    ['a key nobody knows', [{}, {}, { nonsense: 1 }], "unknown key 'nonsense' in the config file"],
    [
      'a boolean that is neither',
      [{}, { CORACLE_DISABLE_AGENT: 'maybe' }],
      'CORACLE_DISABLE_AGENT must be true or false',
    ],
  ]
  for (const [what, args, message] of refused) {
    it(`refuse ${what} in one line`, () => {
      expect(() => resolve(...args)).to.throw(Failure, message)
    })
  }
})
