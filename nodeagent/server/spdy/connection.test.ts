import { expect } from 'chai'
import fc from 'fast-check'

import { serveSpdy } from './connection.ts'
import type { SpdyStream } from './connection.ts'
import { resetStatus } from './frames.ts'
import { spdyLimits } from '../../../apimachinery/limits.ts'
import { connectSpdy } from './test-client.ts'

describe('serveSpdy', () => {
  function start(accept: (stream: SpdyStream) => 'accepted' | 'refused' = () => 'accepted') {
    const { server, client } = connectSpdy()
    const streams: SpdyStream[] = []
    const connection = serveSpdy(server, (stream) => {
      streams.push(stream)
      return accept(stream)
    })
    return { server, client, connection, streams }
  }

  it('gives the streams that the client opens, and their bytes both ways', async () => {
    const { client, streams, connection } = start()
    client.open(1, { StreamType: 'data', port: '80' })
    client.send(1, 'hello ')
    client.send(1, 'there', { fin: true })
    await client.until(() => client.received(1).replied)
    const [stream] = streams
    expect(stream?.headers.get('streamtype')).to.equal('data')
    expect((await stream!.setEncoding('utf8').toArray()).join('')).to.equal('hello there')
    stream!.end('x'.repeat(100_000))
    await client.until(() => client.received(1).fin)
    expect(client.received(1).text.length).to.equal(100_000)
    connection.end()
    await connection.closed
  })

  it('refuses what it is told to, numbers that are not the client\'s, and streams beyond the limit', async () => {
    const { client, connection } = start(({ headers }) => (headers.get('no') ? 'refused' : 'accepted'))
    client.open(1, { no: '1' })
    client.open(2, {})
    client.open(3, {})
    client.open(3, {})
    await client.until(() => client.received(3).reset !== null)
    expect(client.received(1)).to.include({ replied: false, reset: resetStatus.refusedStream })
    expect(client.received(2)).to.include({ replied: false, reset: resetStatus.protocolError })
    expect(client.received(3)).to.include({ replied: true, reset: resetStatus.protocolError })
    for (let i = 0; i <= spdyLimits.streams; i += 1) client.open(101 + i * 2, {})
    const last = 101 + spdyLimits.streams * 2
    await client.until(() => client.received(last).reset !== null)
    expect(client.received(last).reset).to.equal(resetStatus.refusedStream)
    connection.end()
    await connection.closed
  })

  it('does not read on while a stream is not read, and then does', async () => {
    const { server, client, streams, connection } = start()
    client.open(1, {})
    const piece = 'x'.repeat(16_000)
    for (let i = 0; i < 100; i += 1) client.send(1, piece)
    while (!server.isPaused()) await new Promise(setImmediate)
    expect(streams[0]!.readableLength).to.be.lessThan(spdyLimits.unread + 100_000)
    let length = 0
    streams[0]!.on('data', (chunk: Buffer) => (length += chunk.length))
    client.send(1, '', { fin: true })
    await new Promise((resolve) => streams[0]!.once('end', resolve))
    expect(length).to.equal(1_600_000)
    connection.end()
    await connection.closed
  })

  it('answers pings, resets what is destroyed, and ends a stream that the client resets', async () => {
    const { client, streams, connection } = start()
    client.open(1, {})
    client.open(3, {})
    client.frame({ type: 'ping', id: 7 })
    await client.until(() => client.received(3).replied)
    streams[0]!.destroy()
    await client.until(() => client.received(1).reset === resetStatus.cancel)
    client.frame({ type: 'rst-stream', stream: 3, status: resetStatus.cancel })
    await new Promise((resolve) => streams[1]!.once('close', resolve))
    connection.end()
    await connection.closed
  })

  it('destroys its streams when the client goes', async () => {
    const { client, streams, connection } = start()
    client.open(1, {})
    await client.until(() => client.received(1).replied)
    client.socket.destroy()
    await connection.closed
    expect(streams[0]!.destroyed).to.equal(true)
  })

  it('takes any bytes, and is then still there or closed', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 6 }), fc.boolean(), async (chunks, afterStream) => {
        const { client, connection } = start()
        if (afterStream) client.open(1, {})
        for (const chunk of chunks) client.raw(Buffer.from([0x80, 3, 0, ...chunk]))
        connection.end()
        await connection.closed
      },
    ), { numRuns: 200 })
  })
})
