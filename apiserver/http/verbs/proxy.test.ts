import { expect } from 'chai'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { request } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { gunzipSync, gzipSync } from 'node:zlib'
import { newExchange } from '../handle.ts'
import { forward } from '../proxy/forward.ts'
import { splitProxyPath } from './proxy.ts'

const base = '/api/v1/namespaces/n/pods/p/proxy'

describe('the path of a proxied request', () => {
  const split = (url: string) => splitProxyPath(newExchange(
    { url, method: 'GET', headers: {} } as IncomingMessage,
    { once: () => {} } as unknown as ServerResponse,
    new AbortController().signal,
  )!)

  it('is what follows the word proxy, as Go would write it', () => {
    expect(split(`${base}`)).to.deep.equal({ prefix: base, rest: '', search: '' })
    expect(split(`${base}?a=%20`)).to.deep.equal({ prefix: base, rest: '', search: '?a=%20' })
    expect(split(`${base}/`)).to.deep.equal({ prefix: base, rest: '/', search: '' })
    expect(split(`${base}/a%2Fb/c%20d/!?q`)).to.deep.equal({ prefix: base, rest: '/a/b/c%20d/%21', search: '?q' })
    expect(split('/api/v1/nodes/x/proxy/pods/'))
      .to.deep.equal({ prefix: '/api/v1/nodes/x/proxy', rest: '/pods/', search: '' })
  })
})

describe('a proxied request', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
    const server = createServer(answer).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  /** A server that sends everything on to a backend. */
  async function through(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
    const port = await listen(answer)
    return listen((asked, response) => {
      response.setHeader('Cache-Control', 'no-cache, private')
      const exchange = newExchange(asked, response, new AbortController().signal)!
      const { prefix, rest, search } = splitProxyPath(exchange)
      const location = { scheme: 'http' as const, host: '127.0.0.1', port, tls: { rejectUnauthorized: false as const } }
      forward(exchange, { location, prefix, path: `${rest}${search}` })
        .catch((error: Error) => response.writeHead(503).end(error.message))
    })
  }

  async function ask(
    port: number, path: string, { method = 'GET', headers = {}, body = '' } = {},
  ): Promise<{ answer: IncomingMessage; body: Buffer }> {
    const asked = request({ host: '127.0.0.1', port, path: `${base}${path}`, method, headers }).end(body)
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    return { answer, body: Buffer.concat(await answer.toArray()) }
  }

  it('tells the backend who asks, but not with what right', async () => {
    const port = await through((asked, response) => response.end(
      JSON.stringify([asked.method, asked.url, asked.headers]),
    ))
    const headers = {
      'authorization': 'Bearer secret', 'impersonate-user': 'root', 'x-forwarded-for': '1.2.3.4', 'cookie': 'a=b',
      'connection': 'x-hop', 'x-hop': '1',
    }
    const [method, url, seen] = JSON.parse(
      String((await ask(port, '/x?q=%20', { method: 'PUT', headers, body: 'body' })).body),
    )
    expect([method, url]).to.deep.equal(['PUT', '/x?q=%20'])
    expect(seen).to.include({
      'x-forwarded-for': '1.2.3.4, 127.0.0.1', 'x-forwarded-uri': `${base}/x`, 'cookie': 'a=b',
      'host': `127.0.0.1:${port}`,
    })
    expect(seen).not.to.have.any.keys('authorization', 'impersonate-user', 'x-hop')
  })

  it('gets pages with their addresses led through the proxy, packed as they were', async () => {
    const port = await through((asked, response) => {
      if (asked.url === '/moved') return response.writeHead(302, { Location: '/there' }).end()
      response.writeHead(200, {
        'Content-Type': 'text/html', 'Content-Encoding': 'gzip', 'Cache-Control': 'max-age=1',
        'Access-Control-Allow-Origin': '*',
      })
      return response.end(gzipSync('<a href="/there">ä</a>'))
    })
    const page = await ask(port, '/')
    expect(String(gunzipSync(page.body))).to.equal(`<a href="${base}/there">ä</a>`)
    expect(page.answer.headers['cache-control']).to.equal('no-cache, private, max-age=1')
    expect(page.answer.headers).not.to.have.property('access-control-allow-origin')
    expect((await ask(port, '/moved')).answer.headers['location']).to.equal(`${base}/there`)
  })

  it('fails as unavailable when the backend says nothing', async () => {
    const port = await through((asked) => void asked.socket.destroy())
    const { answer, body } = await ask(port, '/')
    expect([answer.statusCode, String(body)]).to.deep.equal([503, 'error trying to reach service: EOF'])
  })
})
