import { expect } from 'chai'
import { Writable } from 'node:stream'
import { wholePart } from './encode/parts.ts'
import type { Exchange } from './exchange.ts'
import { sendParts } from './send-parts.ts'

/** A connection that looks at what it was given only when it is done with it, some turns later. */
class SlowConnection extends Writable {
  readonly seen: Buffer[] = []
  readonly socket: object | undefined

  constructor(socket: object | undefined) {
    super()
    this.socket = socket
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    setImmediate(() => setImmediate(() => {
      // A client in this process keeps what it is given; a connection has copied it when it is done.
      this.seen.push(this.socket ? Buffer.from(chunk) : chunk)
      done()
    }))
  }
}

const parts = Array.from({ length: 50 }, (_, index) => wholePart(Buffer.alloc(37, index)))
const whole = Buffer.concat(parts.map(({ bytes }) => bytes))

function exchangeOf(response: Writable): Exchange {
  return { response, bytesSent: 0 } as never
}

describe('an answer in parts', () => {
  for (const [who, socket] of [['a connection', {}], ['a client in the process', undefined]] as const) {
    it(`reaches ${who} as it is, though its buffers take turns`, async () => {
      const response = new SlowConnection(socket)
      const exchange = exchangeOf(response)
      const ended = new Promise((resolve) => response.once('finish', resolve))
      await sendParts(exchange, parts[Symbol.iterator](), 64)
      await ended
      expect(Buffer.concat(response.seen).equals(whole)).to.equal(true)
      expect(exchange.bytesSent).to.equal(whole.length)
    })
  }

  it('is given up when the client goes away while it is waited for', async () => {
    const response = new Writable({ write: () => {} })
    const sent = sendParts(exchangeOf(response), parts[Symbol.iterator](), 64)
    setImmediate(() => setImmediate(() => response.destroy()))
    await sent
    expect(response.writableEnded).to.equal(false)
  })
})
