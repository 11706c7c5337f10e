import { expect } from 'chai'
import { renderKubeconfig } from '../certs/kubeconfig.ts'
import { fuzz } from '../apimachinery/fuzz/fuzz.ts'
import { configOf } from './config-file.ts'
import { Failure } from './failure.ts'
import { agentFlags, resolveFlags, serverFlags } from './flags.ts'
import { currentContextOf } from './read-kubeconfig.ts'
import { readYaml, UnusableFileError } from './read-yaml.ts'
import { connectOver } from './remote-client.ts'

const yamlTokens = [
  ': ', '- ', '&a ', '*a', '<<: ', '? ', '| ', '>', '!!binary ', '!!set ', '!!float ', '!a ', '%YAML 1.1', '---\n',
  '...\n', '\n', '\t', '{', '}', '[', ']', ',', '#', '"', "'", '~', 'null', '__proto__', 'constructor', 'toString',
  'hasOwnProperty', '.inf', '1e999', '0x7fffffffffffffffffff', '\u0000', '\u2028', '\ufeff',
]
/** What a user is told is one short line. */
const isOneLine = ({ message }: Error) => message !== '' && message.length < 600 && !/[\n\r\u2028]/.test(message)
const refused = { refusals: [UnusableFileError, Failure], allows: isOneLine }

function expectUntouched(): void {
  expect(Object.keys(Object.prototype)).to.deep.equal([])
}

describe('the files that a user writes, with inputs changed at random', () => {
  fuzz('are a config file with flags, or refused in one line', {
    seeds: [
      'https-listen-port: 6443\ntls-san:\n- a\n- b\ndisable-agent: true\nlog-level: debug\n',
      'node-name: a\ndata-dir: "/a/b"\nservice-cidr: 10.43.0.0/16\nwrite-kubeconfig-mode: "0644"\n',
      'tls-san: &a [x, y]\ncluster-domain: |\n  a\n', '{"max-requests-inflight": 1, "__proto__": {"a": 1}}', '',
    ],
    tokens: [...serverFlags.map(({ name }) => `${name}: `), ...yamlTokens],
    ...refused,
    rounds: 3000,
    run: (input) => {
      const file = configOf(input.toString())
      for (const flags of [serverFlags, agentFlags]) {
        for (const value of Object.values(resolveFlags(flags, { given: {}, env: {}, file }))) {
          for (const one of [value].flat()) expect(['string', 'number', 'boolean']).to.include(typeof one)
        }
      }
      expectUntouched()
    },
  })

  fuzz('are a kubeconfig that a client can be made of, or refused in one line', {
    seeds: [
      renderKubeconfig({ server: 'https://[::1]:6443/a', authority: 'x', user: { cert: 'y', key: 'z' } }),
      plainKubeconfig(''), plainKubeconfig('exec: {apiVersion: v1, command: a, args: [&a b, *a], env: [{name: c}]}'),
      plainKubeconfig('{username: a, password: b, as: c, client-key: d/e, client-certificate: /f}'),
    ],
    tokens: [
      'clusters:', 'users:', 'contexts:', 'current-context: ', 'name: ', 'cluster: ', 'server: ', 'https://', 'exec: ',
      'file:///', 'auth-provider: ', 'client-key-data: ', 'certificate-authority: ', 'insecure-skip-tls-verify: ',
      ...yamlTokens,
    ],
    ...refused,
    rounds: 3000,
    run: (input) => {
      const text = currentContextOf(input.toString(), '/etc/coracle')
      // What is read again is the same.
      expect(currentContextOf(text, '/elsewhere')).to.equal(text)
      expect(connectOver(text, 'test')).to.have.property('get')
      expectUntouched()
    },
  })

  fuzz('are YAML of one document and a bounded size', {
    seeds: ['a: [b, {c: d}]\n', '- &a\n  - &b [*a]\n', 'a: !!binary aGk=\nb: 2020-01-01\n'],
    tokens: yamlTokens,
    ...refused,
    rounds: 3000,
    run: (input) => {
      JSON.stringify(readYaml(input.toString()))
      expectUntouched()
    },
  })
})

function plainKubeconfig(user: string): string {
  return 'clusters: [{name: a, cluster: {server: "http://127.0.0.1:1", insecure-skip-tls-verify: true}}]\n'
    + 'contexts: [{name: b, context: {cluster: a, user: c}}]\ncurrent-context: b\n'
    + `users:\n- name: c\n  user:\n    ${user}\n`
}
