import { expect } from 'chai'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { refuseMalformed } from './refuse-malformed.ts'
import { refuseHead, takePath, wrongHead } from './wrong-head.ts'

describe('the head of a request', () => {
  let server: Server
  before(async () => {
    server = createServer({ requireHostHeader: false }, (request, response) => {
      const wrong = wrongHead(request)
      if (wrong) return refuseHead(response, wrong)
      takePath(request)
      response.end(`${request.headers.host} ${request.url}`)
    })
    server.on('clientError', refuseMalformed)
    await once(server.listen(0, '127.0.0.1'), 'listening')
  })
  after(() => server.close())

  /** The status line and the body of what comes back. */
  async function answerTo(head: string): Promise<[string, string]> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.write(Buffer.from(`${head}\r\nConnection: close\r\n\r\n`, 'latin1'))
    const [answer = '', body = ''] = (await text(socket)).split('\r\n\r\n')
    return [answer.split('\r\n')[0]!.replace('HTTP/1.1 ', ''), body]
  }

  const refused: [string, string, string, string?][] = [
    ['two hosts', 'Host: a\r\nHost: b', '400 Bad Request'],
    ['the same host twice', 'Host: a\r\nhost: a', '400 Bad Request'],
    ['no host', 'A: b', '400 Bad Request: missing required Host header'],
    ...['a b', 'a/b', 'a@b', '"a"', '<a>', 'a\\b', '\xff', 'a\tb'].map((host): [string, string, string] => (
      [`the host ${JSON.stringify(host)}`, `Host: ${host}`, '400 Bad Request: malformed Host header'])),
    ...['gzip, chunked', 'identity'].map((encoding): [string, string, string, string] => [
      `the transfer encoding ${encoding}`, `Host: a\r\nTransfer-Encoding: ${encoding}`, '501 Not Implemented',
      'Unsupported transfer encoding',
    ]),
  ]
  for (const [what, headers, status, body] of refused) {
    it(`is refused for ${what}, as Go's server does`, async () => {
      expect(await answerTo(`GET / HTTP/1.1\r\n${headers}`)).to.deep.equal([status, body ?? status])
    })
  }

  it('is refused in another version of HTTP', async () => {
    const says = '505 HTTP Version Not Supported: unsupported protocol version'
    expect(await answerTo('GET / HTTP/2.0\r\nHost: a')).to.deep.equal([says, says])
  })

  it('may name any host, or none of it, and before version 1.1 no header', async () => {
    for (const host of ['', 'a.b:1', '[fe80::1%25eth0]:6443', 'A_b~']) {
      expect((await answerTo(`GET /a HTTP/1.1\r\nHost: ${host}`))[0]).to.equal('200 OK')
    }
    expect(await answerTo('GET /a HTTP/1.0\r\nA: b')).to.deep.equal(['200 OK', 'undefined /a'])
    expect((await answerTo('GET /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n0'))[0]).to.equal('200 OK')
  })

  it('may have the whole URL, whose host is meant then', async () => {
    expect((await answerTo('GET https://x:1/a?b HTTP/1.1\r\nHost: y'))[1]).to.equal('x:1 /a?b')
    expect((await answerTo('GET http://x?b HTTP/1.1\r\nHost: y'))[1]).to.equal('x /?b')
    expect(takenFrom('*')).to.equal('*')
    expect(takenFrom('/https://x')).to.equal('/https://x')
  })
})

function takenFrom(url: string): string {
  const request = { url, headers: {} } as IncomingMessage
  takePath(request)
  return request.url!
}
