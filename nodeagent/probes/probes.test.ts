import { expect } from 'chai'
import { once } from 'node:events'
import { createServer as createHttp } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createHttp2 } from 'node:http2'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'

import { probeGrpc } from './grpc-probe.ts'
import { probeHttp } from './http-probe.ts'
import { containerPort } from './run-probe.ts'
import { probeTcp } from './tcp-probe.ts'

const host = '127.0.0.1'

describe('probes', () => {
  const servers: Server[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
  })

  async function listen(server: Server): Promise<number> {
    servers.push(server.listen(0, host))
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  /** A port on which nobody listens. */
  async function closedPort(): Promise<number> {
    const port = await listen(createServer())
    await new Promise((resolve) => servers.pop()!.close(resolve))
    return port
  }
  const serve = (answer: RequestListener) => listen(createHttp(answer))
  const get = (port: number, fields = {}) =>
    probeHttp({ scheme: 'http', host, port, path: '/health?x=1', headers: [], purpose: 'probe', ...fields }, 500)

  it('by TCP connect, or say as Go does why not', async () => {
    const port = await listen(createServer((socket) => socket.end()))
    expect(await probeTcp(host, port, 1000)).to.deep.equal({ result: 'success', output: '' })
    const closed = await closedPort()
    expect(await probeTcp(host, closed, 1000)).to.deep.equal({
      result: 'failure',
      output: `dial tcp ${host}:${closed}: connect: connection refused`,
    })
  })

  it('by HTTP take 200 to 399, and follow redirects on the host', async () => {
    const seen: (string | undefined)[] = []
    const port = await serve((request, response) => {
      seen.push(request.url, request.headers['user-agent'], request.headers['x-own'] as string, request.headers.host)
      response.writeHead(request.url === '/there' ? 200 : 302, { location: '/there' }).end('fine')
    })
    const headers = [{ name: 'X-Own', value: 'a' }, { name: 'Host', value: 'web.test' }]
    expect(await get(port, { headers })).to.deep.equal({ result: 'success', output: 'fine' })
    expect(seen)
      .to.deep.equal(['/health?x=1', 'kube-probe/1.36', 'a', 'web.test', '/there', 'kube-probe/1.36', 'a', 'web.test'])
  })

  it('by HTTP stop at a redirect to another host', async () => {
    const port = await serve(
      (_request, response) => response.writeHead(301, { location: 'http://elsewhere.test/' }).end('go'),
    )
    expect(await get(port))
      .to.deep.equal({ result: 'warning', output: 'Probe terminated redirects, Response body: go' })
  })

  it('by HTTP tell codes, refusals and silence', async () => {
    const failing = await serve((_request, response) => response.writeHead(503).end('secret'))
    expect(await get(failing)).to.deep.equal({ result: 'failure', output: 'HTTP probe failed with statuscode: 503' })
    const closed = await closedPort()
    const url = (port: number) => `Get "http://${host}:${port}/health?x=1": `
    expect((await get(closed)).output).to.equal(`${url(closed)}dial tcp ${host}:${closed}: connect: connection refused`)
    const silent = await serve(() => {})
    expect((await get(silent)).output)
      .to.equal(`${url(silent)}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`)
  })

  it('by gRPC ask for the health of a service', async () => {
    const paths: unknown[] = []
    const server = createHttp2((request, response) => {
      paths.push(request.headers[':path'])
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const asked = Buffer.concat(chunks).toString()
        if (asked.endsWith('unknown')) {
          response.writeHead(200, {
            'content-type': 'application/grpc', 'grpc-status': '12', 'grpc-message': 'no%20such',
          })
          response.end()
          return
        }
        response.writeHead(200, { 'content-type': 'application/grpc' })
        response.addTrailers({ 'grpc-status': '0' })
        response.end(Buffer.from([0, 0, 0, 0, 2, 0x08, asked.endsWith('ill') ? 2 : 1]))
      })
    })
    const port = await listen(server as unknown as Server)
    const ask = (service: string) => probeGrpc(host, port, { service, timeoutMs: 2000 })
    expect(await ask('')).to.deep.equal({ result: 'success', output: 'service healthy' })
    expect((await ask('ill')).output).to.equal('service unhealthy (responded with "NOT_SERVING")')
    expect((await ask('unknown')).output).to.equal(
      'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): no such',
    )
    expect(paths[0]).to.equal('/grpc.health.v1.Health/Check')
    const closed = await closedPort()
    expect((await probeGrpc(host, closed, { service: '', timeoutMs: 2000 })).output)
      .to.contain('connect: connection refused')
  })

  it('find ports by name', () => {
    const container = { name: 'c', image: 'i', ports: [{ name: 'web', containerPort: 8080 }] }
    expect([containerPort('web', container), containerPort(81, container), containerPort('82', container)])
      .to.deep.equal([8080, 81, 82])
    expect(() => containerPort('other', container)).to.throw('couldn\'t find port: "other"')
  })
})
