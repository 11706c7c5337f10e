import { Duplex, duplexPair } from 'node:stream'

import { createFrameReader, encodeFrame } from './frames.ts'
import type { SpdyFrame } from './frames.ts'
import { createHeaderReader, createHeaderWriter } from './header-block.ts'

/** The client's end of a SPDY connection, for tests: it keeps all that comes. */
export interface SpdyTestClient {
  open(id: number, headers: Record<string, string>, options?: { fin?: boolean }): void
  send(id: number, text: string, options?: { fin?: boolean }): void
  frame(frame: Exclude<SpdyFrame, { type: 'other' }>): void
  raw(bytes: Buffer): void
  /** What came on a stream. */
  received(id: number): { text: string; fin: boolean; replied: boolean; reset: number | null }
  /** Resolves when the condition holds; asked whenever something comes. */
  until(condition: () => boolean): Promise<void>
  socket: Duplex
}

/** A pair of connected ends: one for the server under test, and a client on the other. */
export function connectSpdy(): { server: Duplex; client: SpdyTestClient } {
  const [server, socket] = duplexPair()
  return { server, client: spdyClientOn(socket) }
}

export function spdyClientOn(socket: Duplex): SpdyTestClient {
  const readFrames = createFrameReader()
  const readHeaders = createHeaderReader()
  const writeHeaders = createHeaderWriter()
  const streams = new Map<number, ReturnType<SpdyTestClient['received']>>()
  const waiting = new Set<() => void>()
  const of = (id: number) => {
    const known = streams.get(id) ?? { text: '', fin: false, replied: false, reset: null }
    streams.set(id, known)
    return known
  }

  function take(frame: SpdyFrame): void {
    if (frame.type === 'data') {
      of(frame.stream).text += frame.data
      of(frame.stream).fin ||= frame.fin
    }
    if (frame.type === 'syn-reply') {
      readHeaders(frame.block)
      of(frame.stream).replied = true
    }
    if (frame.type === 'rst-stream') of(frame.stream).reset = frame.status
  }

  const look = (): void => {
    for (const check of waiting) check()
  }
  socket.on('data', (chunk: Buffer) => {
    for (const frame of readFrames(chunk)) take(frame)
    look()
  })
  socket.on('error', () => {})
  socket.on('close', look)
  const client: SpdyTestClient = {
    socket,
    open: (id, headers, { fin = false } = {}) =>
      client.frame({ type: 'syn-stream', stream: id, block: writeHeaders(new Map(Object.entries(headers))), fin }),
    send(id, text, { fin = false } = {}) {
      const data = Buffer.from(text)
      socket.write(Buffer.concat([encodeFrame({ type: 'data', stream: id, data, fin }), data]))
    },
    frame: (frame) => void socket.write(encodeFrame(frame)),
    raw: (bytes) => void socket.write(bytes),
    received: of,
    until: (condition) => new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    }),
  }
  return client
}
