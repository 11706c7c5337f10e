import { expect } from 'chai'
import type { Exchange } from './exchange.ts'
import { healthChecks, healthPaths } from './health.ts'

const well = { storeFailure: () => undefined, closing: () => false, started: () => true }

/** Asks a server in that condition. */
function ask(url: string, condition: Partial<Parameters<typeof healthChecks>[0]> = {}) {
  const { pathname, searchParams } = new URL(url, 'https://server')
  const answer = { code: 0, text: '' }
  const response = {
    set statusCode(code: number) { answer.code = code },
    setHeader: () => {}, hasHeader: () => false, end: (bytes: Buffer) => { answer.text = bytes.toString() },
  }
  const request = { headers: {} }
  const exchange = { path: pathname, query: searchParams, response, request, warnings: [], bytesSent: 0 }
  const observed: [string, string, boolean][] = []
  const answerPath = healthPaths(healthChecks({ ...well, ...condition }), (...seen) => observed.push(seen))
  const found = answerPath(exchange as unknown as Exchange)
  return { found, observed, ...answer }
}

describe('health', () => {
  it('names what kube-apiserver names', () => {
    const { code, text } = ask('/livez?verbose')
    expect(code).to.equal(200)
    const hook = 'poststarthook/start-apiserver-admission-initializer'
    const first = ['ping', 'log', 'loopback-serving-certificate', 'etcd', hook]
    expect(text.startsWith(first.map((name) => `[+]${name} ok\n`).join(''))).to.equal(true)
    expect(text).to.contain('\n[+]poststarthook/scheduling/bootstrap-system-priority-classes ok\n')
    expect(text).to.contain('\n[+]autoregister-completion ok\n')
    expect(text.endsWith('\nlivez check passed\n')).to.equal(true)
  })

  it('is told by the name of one check, which may have slashes', () => {
    expect(ask('/readyz/poststarthook/rbac/bootstrap-roles')).to.include({ code: 200, text: 'ok' })
    for (const none of ['/readyz/poststarthook', '/readyz/none', '/livez/ping/', '/livez/shutdown']) {
      expect(ask(none).found, none).to.equal(false)
    }
  })

  it('is not well before the start is done', () => {
    const started = () => false
    expect(ask('/readyz', { started }).text)
      .to.contain('[-]poststarthook/bootstrap-controller failed: reason withheld\n')
    expect(ask('/readyz/autoregister-completion', { started }))
      .to.include({ code: 500, text: 'internal server error: not finished\n' })
    expect(ask('/readyz/ping', { started }).code).to.equal(200)
  })

  it('is counted when an endpoint is asked as a whole', () => {
    const { observed } = ask('/livez?exclude=ping', { storeFailure: () => 'the disk is full' })
    expect(observed.slice(0, 3)).to.eql([
      ['log', 'livez', true], ['loopback-serving-certificate', 'livez', true], ['etcd', 'livez', false],
    ])
    expect(ask('/livez/ping').observed).to.eql([])
  })

  it('leaves out what is asked to be left out', () => {
    const storeFailure = () => 'the disk is full'
    expect(ask('/livez', { storeFailure }).code).to.equal(500)
    expect(ask('/livez?exclude=etcd&verbose', { storeFailure }).text).to.contain('[+]etcd excluded: ok\n')
    expect(ask('/livez?exclude=etcd', { storeFailure })).to.include({ code: 200, text: 'ok' })
  })
})
