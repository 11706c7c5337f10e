import { EventEmitter, once } from 'node:events'
import { createSecureServer, type Http2SecureServer } from 'node:http2'
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { createAuthority, issue } from '../../../certs/authority.ts'
import { connectionLimits } from '../../../apimachinery/limits.ts'
import { holdHandshakes } from './hold-handshakes.ts'

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

describe('a server to which many come at once', () => {
  const open: (Socket | TLSSocket)[] = []
  let server: Http2SecureServer
  let port: number

  before(async () => {
    const now = new Date()
    const authority = await createAuthority('test', now)
    const profile = { file: '', commonName: 'test', organizations: [], usage: 'server' } as const
    const { key, cert } = await issue(authority, profile, { sans: ['127.0.0.1'], now })
    server = createSecureServer({ allowHTTP1: true, key, cert }, (_request, response) => response.end('hello'))
    server.on('tlsClientError', () => {})
    holdHandshakes(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  after(async () => {
    for (const socket of open) socket.destroy()
    server.close()
    await once(server, 'close')
  })

  const shake = (): TLSSocket => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
    socket.on('error', () => {})
    open.push(socket)
    return socket
  }

  it('lets all of them in and answers them', async () => {
    const all = Array.from({ length: 40 }, shake)
    await Promise.all(all.map((socket) => once(socket, 'secureConnect')))
    const [first] = all
    first!.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    const [answer] = (await once(first!, 'data')) as [Buffer]
    expect(String(answer)).to.match(/^HTTP\/1\.1 200 OK[^]*hello/)
  })

  it('lets go of whoever goes away before', async () => {
    const silent = connectTcp({ port, host: '127.0.0.1' })
    await once(silent, 'connect')
    silent.end()
    silent.resume()
    await once(silent, 'close')
    const rude = connectTcp({ port, host: '127.0.0.1' })
    rude.write('GET / HTTP/1.1\r\n\r\n')
    rude.on('error', () => {})
    rude.resume()
    await once(rude, 'close')
    const welcome = shake()
    await once(welcome, 'secureConnect')
    expect(welcome.alpnProtocol).to.equal('http/1.1')
  })
})

/** A connection that has said something. */
class Caller extends EventEmitter {
  readonly remoteAddress: string
  readonly readableLength = 1
  destroyed = false

  constructor(remoteAddress: string) {
    super()
    this.remoteAddress = remoteAddress
  }

  setTimeout(): void {}

  destroy(): void {
    this.destroyed = true
    this.emit('close')
  }
}

describe('handshakes', () => {
  const most = 100
  function begunBy(): { begun: Caller[]; come(address: string): Caller } {
    const begun: Caller[] = []
    const emitter = new EventEmitter().on('connection', (caller: Caller) => begun.push(caller))
    holdHandshakes(emitter as unknown as Http2SecureServer, most)
    const come = (address: string): Caller => {
      const caller = new Caller(address)
      emitter.emit('connection', caller)
      return caller
    }
    return { begun, come }
  }

  it('begin a few in a turn, by address in turn', async () => {
    const { begun, come } = begunBy()
    const many = Array.from({ length: 20 }, () => come('2001:db8::1'))
    const [neighbour, other] = [come('2001:db8::2'), come('192.0.2.1')]
    for (const caller of [...many, neighbour, other]) caller.emit('readable')
    expect(begun).to.have.length(0)
    await turn()
    expect(begun).to.have.length(connectionLimits.handshakesPerTurn)
    expect(begun).to.include(other).and.not.include(neighbour)
    await turn()
    expect(begun).to.have.length(2 * connectionLimits.handshakesPerTurn)
    while (begun.length < 22) await turn()
  })

  it('leave no room to an address that has filled all of it', () => {
    const { come } = begunBy()
    const other = come('192.0.2.1')
    const many = Array.from({ length: most }, () => come('192.0.2.2'))
    expect([other.destroyed, many.filter(({ destroyed }) => destroyed).length]).to.deep.equal([false, 1])
    expect(many[0]!.destroyed).to.equal(true)
  })
})
