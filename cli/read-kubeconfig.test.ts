import { expect } from 'chai'
import { dump } from 'js-yaml'
import { createAuthority } from '../certs/authority.ts'
import { renderKubeconfig } from '../certs/kubeconfig.ts'
import { currentContextOf } from './read-kubeconfig.ts'
import { UnusableFileError } from './read-yaml.ts'

interface Parts { cluster?: object; user?: object; context?: object; current?: unknown }

const read = ({ cluster = {}, user = {}, context = { cluster: 'a', user: 'b' }, current = 'c' }: Parts) =>
  JSON.parse(currentContextOf(dump({
    clusters: [{ name: 'x', cluster: {} }, { name: 'a', cluster: { server: 'https://h:1', ...cluster } }],
    users: [{ name: 'b', user }], contexts: [{ name: 'c', context }], 'current-context': current,
  }), '/etc/coracle'))

describe('a kubeconfig', () => {
  it('is what its current context names, and no more', () => {
    const { clusters, users, contexts } = read({ user: { token: 't', unknown: 'u' } })
    expect(clusters).to.deep.equal([
      { name: 'a', cluster: { server: 'https://h:1', 'insecure-skip-tls-verify': false } },
    ])
    expect(users).to.deep.equal([{ name: 'b', user: { token: 't' } }])
    expect(contexts).to.deep.equal([{ name: 'c', context: { cluster: 'a', user: 'b' } }])
  })

  it('has the certificates that the command writes', async () => {
    const user = await createAuthority('a', new Date())
    const text = renderKubeconfig({ server: 'https://h:1', authority: user.cert, user })
    const { users } = JSON.parse(currentContextOf(text, '/'))
    expect(Buffer.from(users[0].user['client-key-data'], 'base64').toString()).to.equal(user.key)
  })

  it('names files from where it lies', () => {
    const { clusters, users } = read({
      cluster: { 'certificate-authority': 'ca.crt' }, user: { 'client-key': '/k', tokenFile: '../t' },
    })
    expect(clusters[0].cluster['certificate-authority']).to.equal('/etc/coracle/ca.crt')
    expect(users[0].user).to.include({ 'client-key': '/k', 'token-file': '/etc/t' })
  })

  const refused: [string, Parts, string][] = [
    ['no current context', { current: 1 }, 'it has no current context'],
    ['a current context that it does not have', { current: 'd' }, "it has no context 'd'"],
    ['a context without a user', { context: { cluster: 'a' } }, "its context 'c' names no user"],
    ['a cluster that it does not have', { context: { cluster: 'z', user: 'b' } }, "it has no cluster 'z'"],
    ['a server that is no URL', { cluster: { server: 'h:1' } }, "the server of its cluster 'a' is no URL"],
    ['a certificate that is none', { cluster: { 'certificate-authority-data': 'eA==' } }, 'cannot be read'],
    ['a key that is none', { user: { 'client-key-data': 'eA==' } }, "client-key-data of its user 'b' cannot be read"],
    ['a token that is no text', { user: { token: { toString: 1 } } }, "token of its user 'b' is no text"],
    ['a token of two lines', { user: { token: 'a\nb' } }, "token of its user 'b' is more than one line"],
    ['a way to log in that is no map', { user: { exec: 'a' } }, 'is no map'],
  ]
  for (const [what, parts, message] of refused) {
    it(`is refused for ${what}`, () => {
      expect(() => read(parts)).to.throw(UnusableFileError, message)
    })
  }

  it('is refused when it is something else', () => {
    for (const text of ['', 'a', '[]', '{}', 'current-context: a', '\u0000', 'a: &a [*a]']) {
      expect(() => currentContextOf(text, '/')).to.throw(UnusableFileError)
    }
  })
})
