import { expect } from 'chai'
import { once } from 'node:events'
import { createServer as createHttp1, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, constants, createServer as createHttp2 } from 'node:http2'
import type { AddressInfo, Server } from 'node:net'

import { dropLeftoverBody } from './leftover-body.ts'

const answer = 'enough'.repeat(100)

/** Answers without a look at the body. */
function refuse(request: IncomingMessage, response: ServerResponse): void {
  dropLeftoverBody(request, response)
  response.statusCode = 413
  response.end(answer)
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of body) text += chunk
  return text
}

describe('a request whose body goes on behind the answer', () => {
  it('is answered whole, then given up, over HTTP/2', async () => {
    const server = createHttp2((request, response) => refuse(
      request as unknown as IncomingMessage, response as unknown as ServerResponse,
    ))
    const session = connect(`http://127.0.0.1:${await portOf(server)}`)
    try {
      const stream = session.request({ ':method': 'POST' }, { endStream: false })
      stream.on('error', () => {})
      stream.write('the first of many')
      const closed = once(stream, 'close')
      const [headers] = await once(stream, 'response')
      expect(headers[':status']).to.equal(413)
      expect(await textOf(stream)).to.equal(answer)
      await closed
      expect(stream.rstCode).to.equal(constants.NGHTTP2_NO_ERROR)
    } finally {
      session.destroy()
      server.close()
    }
  })

  it('is answered whole, then cut off, over HTTP/1.1', async () => {
    const server = createHttp1(refuse)
    const port = await portOf(server)
    const client = ask({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': 1 << 30 } })
    const cut = once(client, 'error')
    try {
      client.write('the first of many')
      const [response] = await once(client, 'response')
      expect(response.statusCode).to.equal(413)
      expect(await textOf(response)).to.equal(answer)
      client.write('and more')
      await Promise.race([cut, once(client, 'close')])
      expect(client.destroyed).to.equal(true)
    } finally {
      client.destroy()
      server.closeAllConnections()
      server.close()
    }
  })
})
