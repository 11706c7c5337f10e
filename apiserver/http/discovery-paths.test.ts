import { expect } from 'chai'
import type { Exchange } from './exchange.ts'
import { createDiscovery } from './discovery/index.ts'
import { discoveryPaths } from './discovery-paths.ts'

const answerPath = discoveryPaths(createDiscovery([]))

/** What a client hears on a path. */
function answer(
  path: string, headers: Record<string, string>, query = '',
): { body: string; headers: Map<string, unknown> } {
  const sent = { body: '', headers: new Map<string, unknown>() }
  const response = {
    setHeader: (name: string, value: unknown) => sent.headers.set(name, value),
    hasHeader: (name: string) => sent.headers.has(name),
    end: (bytes: Buffer) => { sent.body = bytes.toString() },
  }
  const request = { method: 'GET', headers }
  answerPath(
    { path, request, response, query: new URLSearchParams(query), warnings: [], bytesSent: 0 } as unknown as Exchange,
  )
  return sent
}

describe('the documents about the API', () => {
  it('are printed for people, and sent as they are to programs', () => {
    const [forPeople, forPrograms] = [answer('/apis', { 'user-agent': 'curl/8' }), answer('/apis', {})]
    expect(forPeople.body).to.match(/^\{\n {2}"kind": "APIGroupList",\n/)
    expect(forPrograms.body).to.equal('{"kind":"APIGroupList","apiVersion":"v1","groups":[]}\n')
    expect(answer('/apis', { accept: 'application/json;pretty=1' }).body).to.equal(forPeople.body)
    expect(answer('/apis', {}, 'pretty=true').body).to.equal(forPeople.body)
  })

  it('keep their tag when they are printed for people', () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
    const [forPeople, forPrograms] = [answer('/apis', { accept, 'user-agent': 'curl/8' }), answer('/apis', { accept })]
    expect(forPeople.headers.get('ETag')).to.equal(forPrograms.headers.get('ETag'))
    expect(JSON.parse(forPeople.body)).to.eql(JSON.parse(forPrograms.body))
    expect(
      answer('/apis', { accept, 'user-agent': 'curl/8', 'if-none-match': String(forPeople.headers.get('ETag')) }).body,
    ).to.equal('')
  })
})
