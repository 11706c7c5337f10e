import { expect } from 'chai'
import { PassThrough } from 'node:stream'
import { ApiError } from '../../apimachinery/api-error.ts'
import { clientOver } from './client.ts'
import { resources } from './resources.ts'
import type { TransportRequest } from './transport.ts'

/** A client of a server that answers everything with this. */
const answering = (statusCode: number, body: string) => {
  const requests: TransportRequest[] = []
  const client = clientOver(async (request) => {
    requests.push(request)
    const stream = new PassThrough()
    stream.end(body)
    return Object.assign(stream, { statusCode }) as any
  })
  return { client, requests }
}
const failure = async (action: Promise<unknown>): Promise<any> =>
  action.then(() => undefined, (error: unknown) => error)

describe('client', () => {
  it('gives the items of a list their kind', async () => {
    const list = {
      kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items: [{ metadata: { name: 'a' } }],
    }
    const { items, resourceVersion } = await answering(200, JSON.stringify(list)).client.list(resources.pods)
    expect(items).to.deep.equal([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }])
    expect(resourceVersion).to.equal('7')
  })

  it('takes no other answer for an empty list', async () => {
    for (const body of ['{}', '[]', '{"kind":"Status"}', '{"kind":"PodList","metadata":{}}', '<html>']) {
      expect(await failure(answering(200, body).client.list(resources.pods)), body).to.be.instanceOf(SyntaxError)
    }
  })

  it('throws what a Status says, and the text of what is none', async () => {
    const status = {
      kind: 'Status', code: 409, reason: 'Conflict', message: 'changed meanwhile', details: { name: 'a' },
    }
    expect(await failure(answering(409, JSON.stringify(status)).client.get(resources.nodes, 'a')))
      .to.be.instanceOf(ApiError).and.to.deep.include({ code: 409, reason: 'Conflict', message: 'changed meanwhile' })
    expect((await failure(answering(502, 'bad gateway').client.get(resources.nodes, 'a'))).message)
      .to.equal('bad gateway')
  })

  it('hands on the events of a watch, and fails at what it cannot read', async () => {
    const events: string[] = []
    const watched = (body: string) => answering(200, body).client.watch(resources.pods, { resourceVersion: '1' },
      ({ type }) => events.push(type), new AbortController().signal)
    await watched('{"type":"ADDED","object":{}}\n{"type":"DELETED","object":{}}\n')
    expect(events).to.deep.equal(['ADDED', 'DELETED'])
    expect(await failure(watched('{"type":\n'))).to.be.instanceOf(SyntaxError)
  })

  it('writes paths as the API has them', async () => {
    const { client, requests } = answering(200, '{}')
    await client.patch({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'a' }, 'b', {}, 'merge', {
      subresource: 'status', fieldManager: 'm',
    })
    expect(requests[0])
      .to.deep.include({ method: 'PATCH', path: '/apis/apps/v1/namespaces/a/deployments/b/status?fieldManager=m' })
    expect(requests[0]!.headers['content-type']).to.equal('application/merge-patch+json')
  })
})
