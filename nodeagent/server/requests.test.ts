import { expect } from 'chai'

import { execOptions, logOptions, parseRequest } from './requests.ts'

const parse = (path: string) => parseRequest(new URL(path, 'https://kubelet'))

describe('parseRequest', () => {
  it('knows the paths of kubelet', () => {
    expect(parse('/containerLogs/ns/web/main'))
      .to.deep.equal({ name: 'logs', address: { namespace: 'ns', pod: 'web', container: 'main' } })
    expect(parse('/portForward/ns/web'))
      .to.deep.equal({ name: 'portForward', address: { namespace: 'ns', pod: 'web' } })
    expect(parse('/portForward/ns/web/uid'))
      .to.deep.equal({ name: 'portForward', address: { namespace: 'ns', pod: 'web', uid: 'uid' } })
    expect(parse('/exec/ns/web/main?command=a&command=b&output=1'))
      .to.deep.include({ name: 'exec', address: { namespace: 'ns', pod: 'web', container: 'main' } })
    expect(parse('/attach/ns/web/uid/main?output=1'))
      .to.deep.include({ name: 'attach', address: { namespace: 'ns', pod: 'web', uid: 'uid', container: 'main' } })
  })

  it('knows no other', () => {
    for (const path of [
      '/', '/exec/ns/web', '/exec/ns/web/a/b/c', '/containerLogs/ns/web', '/containerLogs/ns/web/a/b',
      '/run/ns/web/main', '/exec//web/main', '/exec/ns/web//main', '/exec/%ff/web/main',
    ]) {
      expect(parse(path), path).to.equal(null)
    }
  })
})

describe('execOptions', () => {
  it('gives a terminal one output', () => {
    expect(execOptions(new URLSearchParams('command=sh&input=1&output=1&error=1&tty=1')))
      .to.deep.equal({ command: ['sh'], stdin: true, stdout: true, stderr: false, tty: true })
  })
})

describe('logOptions', () => {
  const read = (query: string) =>
    logOptions(new URLSearchParams(query), new AbortController().signal, new Date('2026-01-01T00:01:00Z'))

  it('reads what is asked', () => {
    expect(read('follow=true&tailLines=0&limitBytes=5&sinceSeconds=60&stream=Stderr')).to.deep.include({
      follow: true, previous: false, timestamps: false, tailLines: 0, limitBytes: 5,
      since: new Date('2026-01-01T00:00:00Z'), stream: 'stderr',
    })
    expect(read('sinceTime=2025-01-01T00:00:00Z').since).to.deep.equal(new Date('2025-01-01T00:00:00Z'))
  })

  it('refuses what cannot be read', () => {
    for (const query of ['tailLines=-1', 'tailLines=x', 'sinceTime=yesterday']) {
      expect(() => read(query), query).to.throw('Unable to decode query')
    }
    for (const query of ['limitBytes=0', 'sinceSeconds=0']) expect(() => read(query), query).to.throw('Invalid request')
  })
})
