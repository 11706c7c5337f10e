import { expect } from 'chai'
import { once } from 'node:events'
import type { Http2SecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { createAuthority, type KeyPair } from '../../certs/authority.ts'
import { createServer } from './server.ts'

interface Times {
  headersTimeout: number
  keepAliveTimeout: number
  connectionsCheckingInterval: number
}

describe('a connection of HTTP/1.1 on which nothing is said', () => {
  let own: KeyPair
  let server: Http2SecureServer
  const open: TLSSocket[] = []
  before(async () => {
    own = await createAuthority('localhost', new Date())
  })
  afterEach(() => {
    for (const socket of open.splice(0)) socket.destroy()
    server.close()
  })

  /** Node reads its times whenever it looks, so that they can be changed while it waits. */
  async function listen(times: Partial<Times>): Promise<Times> {
    const tls = { ...own, clientCa: own.cert }
    server = createServer(tls, (_, response) => response.end('said'), (_, socket) => socket.destroy())
    Object.assign(server, times)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return server as unknown as Times
  }

  async function connected(): Promise<TLSSocket> {
    const { port } = server.address() as AddressInfo
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    open.push(socket.on('error', () => {}))
    await once(socket, 'secureConnect')
    return socket
  }

  async function ask(socket: TLSSocket): Promise<string> {
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const [answer] = await once(socket, 'data')
    return String(answer)
  }

  it('goes on to be one after a request, when those that never asked are closed', async () => {
    const times = await listen({ connectionsCheckingInterval: 10 })
    const kept = await Promise.all(Array.from({ length: 150 }, connected))
    for (const socket of kept) expect(await ask(socket)).to.match(/^HTTP\/1\.1 200 OK/)
    const { headersTimeout } = times
    times.headersTimeout = 50
    const [silent, half] = [await connected(), await connected()]
    half.write('GET / HT')
    for (const socket of [silent, half]) if (!socket.resume().closed) await once(socket, 'close')
    times.headersTimeout = headersTimeout
    for (const socket of kept) expect(await ask(socket)).to.match(/^HTTP\/1\.1 200 OK/)
  })

  it('ends when its patience does', async () => {
    await listen({ keepAliveTimeout: 20 })
    const socket = await connected()
    await ask(socket)
    if (!socket.closed) await once(socket, 'close')
  })
})
