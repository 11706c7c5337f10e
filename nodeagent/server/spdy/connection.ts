import type { Duplex } from 'node:stream'
import { createFrameReader, encodeFrame, resetStatus } from './frames.ts'
import type { SpdyFrame } from './frames.ts'
import { createHeaderReader, createHeaderWriter } from './header-block.ts'
import { spdyLimits } from '../../../apimachinery/limits.ts'
import { SpdyStream } from './stream.ts'
import type { StreamLinks } from './stream.ts'

export type { SpdyStream } from './stream.ts'

/** How often the client is sent a ping: a client that is gone is then noticed although nothing of it is being read. */
const pingMilliseconds = 5_000

/** The server's end of a SPDY/3.1 connection. */
export interface SpdyConnection {
  /** Resolves when the connection is over, however it ended; its streams are then destroyed. */
  closed: Promise<void>
  /** Says goodbye and closes when all that was written is sent. */
  end(): void
}

/**
 * Speaks SPDY/3.1 on a socket. `accept` gets every stream that the client opens, after its reply; a text that it
 * returns refuses the stream. There is one flow for all streams, the socket's own: while a stream is not read beyond
 * its limit nothing is. Upstream: httpstream/spdy over moby/spdystream, which has no windows either.
 */
export function serveSpdy(socket: Duplex, accept: (stream: SpdyStream) => 'accepted' | 'refused'): SpdyConnection {
  const streams = new Map<number, SpdyStream>()
  const full = new Set<SpdyStream>()
  const readFrames = createFrameReader()
  const readHeaders = createHeaderReader()
  const writeHeaders = createHeaderWriter()
  const closed = Promise.withResolvers<void>()
  let lastStream = 0
  let waiting: (() => void)[] = []

  const sendControl = (frame: Exclude<SpdyFrame, { type: 'other' }>): void => {
    if (!socket.writable) return
    if (socket.writableLength > spdyLimits.unsentControl) socket.destroy()
    else socket.write(encodeFrame(frame))
  }

  const links: StreamLinks = {
    async send(id, data) {
      for (let at = 0; at < data.length; at += spdyLimits.dataFrame) {
        if (!socket.writable) throw new Error('cannot send: the connection is closed')
        const piece = data.subarray(at, at + spdyLimits.dataFrame)
        socket.write(encodeFrame({ type: 'data', stream: id, data: piece, fin: false }))
        if (!socket.write(piece)) await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    finish: (id) => sendControl({ type: 'data', stream: id, data: Buffer.alloc(0), fin: true }),
    wanted(stream) {
      if (full.delete(stream) && full.size === 0) socket.resume()
    },
    gone(id, early) {
      const stream = streams.get(id)
      if (stream === undefined) return
      streams.delete(id)
      if (early) sendControl({ type: 'rst-stream', stream: id, status: resetStatus.cancel })
      links.wanted(stream)
    },
  }

  function opened({ stream: id, block, fin }: Extract<SpdyFrame, { type: 'syn-stream' }>): void {
    // Read even where the stream is refused: all blocks are one compressed text.
    const headers = readHeaders(block)
    // Clients have the odd numbers. A number in use twice would mix two streams.
    if (id % 2 === 0 || streams.has(id)) {
      return sendControl({ type: 'rst-stream', stream: id, status: resetStatus.protocolError })
    }
    if (streams.size >= spdyLimits.streams) {
      return sendControl({ type: 'rst-stream', stream: id, status: resetStatus.refusedStream })
    }
    lastStream = Math.max(lastStream, id)
    const stream = new SpdyStream(id, headers, links)
    stream.on('error', () => {})
    streams.set(id, stream)
    if (accept(stream) === 'refused') {
      streams.delete(id)
      stream.destroy()
      return sendControl({ type: 'rst-stream', stream: id, status: resetStatus.refusedStream })
    }
    sendControl({ type: 'syn-reply', stream: id, block: writeHeaders(new Map()), fin: false })
    if (fin) stream.push(null)
  }

  function received({ stream: id, data, fin }: Extract<SpdyFrame, { type: 'data' }>): void {
    const stream = streams.get(id)
    if (stream === undefined || stream.readableEnded) return
    if (data.length > 0 && !stream.push(data)) full.add(stream)
    if (fin) stream.push(null)
  }

  function handle(frame: SpdyFrame): void {
    switch (frame.type) {
      case 'syn-stream':
        return opened(frame)
      case 'data':
        return received(frame)
      case 'headers':
      case 'syn-reply':
        readHeaders(frame.block)
        return
      case 'rst-stream':
        return void streams.get(frame.stream)?.destroy(new Error('the client reset the stream'))
      case 'ping':
        // Even numbers answer our own.
        return frame.id % 2 === 1 ? sendControl(frame) : undefined
      default:
        return
    }
  }

  socket.on('data', (chunk: Buffer) => {
    try {
      for (const frame of readFrames(chunk)) handle(frame)
      if (full.size > 0) socket.pause()
    } catch {
      // What is sent here cannot be understood any more.
      sendControl({ type: 'goaway', lastStream, status: 1 })
      socket.destroy()
    }
  })
  socket.on('drain', () => {
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  })
  socket.on('error', () => {})
  let pings = 0
  const pinging = setInterval(() => sendControl({ type: 'ping', id: (pings += 2) }), pingMilliseconds)
  const over = (): void => {
    clearInterval(pinging)
    for (const stream of streams.values()) stream.destroy()
    for (const wake of waiting.splice(0)) wake()
    socket.destroy()
    closed.resolve()
  }
  socket.once('end', over)
  socket.once('close', over)

  return {
    closed: closed.promise,
    end() {
      sendControl({ type: 'goaway', lastStream, status: 0 })
      socket.end(() => socket.destroy())
    },
  }
}
