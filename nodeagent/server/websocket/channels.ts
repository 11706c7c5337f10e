import { Readable } from 'node:stream'
import type { WebSocket } from 'ws'

import { streamLimits } from '../../../apimachinery/limits.ts'

/** A client that is gone is noticed by a ping although nothing of it is being read. */
const pingMilliseconds = 5_000
/** The channel that says which channel is closed. */
const closeSignal = 255
const zero = '0'.charCodeAt(0)

/** How channels stand in messages. */
export interface ChannelOptions {
  /** How many there are. */
  count: number
  /** Which of them are read; what comes for others is dropped. */
  readable: readonly number[]
  /** The number as a digit and the data as base64, for clients that have only text. */
  base64: boolean
  /** Whether the client may close one channel. */
  closeSignals: boolean
}

/** Several streams in one WebSocket: each message begins with the number of its channel. Upstream: wsstream.Conn. */
export interface Channels {
  /** What comes on a channel; ends when the client closes it or is gone. */
  incoming(channel: number): Readable
  /** Resolves when more may be sent. */
  send(channel: number, data: Buffer): Promise<void>
  /** Closes when all is sent. */
  close(): void
  /** Aborted when the client is gone. */
  signal: AbortSignal
}

/** Reads and writes the channels of a WebSocket, which is not read while a channel is full. */
export function openChannels(socket: WebSocket, options: ChannelOptions): Channels {
  const gone = new AbortController()
  const full = new Set<number>()
  const streams = new Map(options.readable.map((channel) => [channel, createStream(channel)]))

  function createStream(channel: number): Readable {
    const stream = new Readable({
      highWaterMark: streamLimits.unreadBytes,
      read: () => {
        if (full.delete(channel) && full.size === 0) socket.resume()
      },
    })
    return stream.on('error', () => {})
  }

  function receive(message: Buffer): void {
    const first = message[0]
    if (first === undefined) return
    if (options.closeSignals && first === closeSignal) return closed(message)
    const channel = options.base64 ? first - zero : first
    const stream = streams.get(channel)
    if (stream === undefined || stream.readableEnded || stream.destroyed) return
    const data = message.subarray(1)
    const bytes = options.base64 ? Buffer.from(data.toString('latin1'), 'base64') : data
    // An empty chunk says nothing.
    if (bytes.length === 0 || stream.push(bytes)) return
    full.add(channel)
    socket.pause()
  }

  function closed(message: Buffer): void {
    const channel = message[1]
    if (message.length !== 2 || channel === undefined || channel >= options.count) return socket.close(1002)
    const stream = streams.get(channel)
    streams.delete(channel)
    stream?.push(null)
  }

  const pinging = setInterval(() => socket.ping(), pingMilliseconds)
  socket.on('message', (data: Buffer | ArrayBuffer | Buffer[]) => receive(
    Buffer.isBuffer(data) ? data : Buffer.concat([data].flat() as Buffer[]),
  ))
  socket.on('error', () => {})
  socket.once('close', () => {
    clearInterval(pinging)
    for (const stream of streams.values()) stream.push(null)
    streams.clear()
    gone.abort()
  })
  // What was opened before the client closed a channel is still to be read.
  const opened = new Map(streams)

  return {
    signal: gone.signal,
    incoming: (channel) => opened.get(channel) ?? Readable.from([]),
    async send(channel, data) {
      if (socket.readyState !== socket.OPEN) return
      const message = options.base64
        ? String.fromCharCode(zero + channel) + data.toString('base64')
        : Buffer.concat([Buffer.from([channel]), data])
      const sent = new Promise<void>((resolve) => socket.send(message, { binary: !options.base64 }, () => resolve()))
      if (socket.bufferedAmount > streamLimits.unsentBytes) await sent
    },
    close: () => socket.close(1000),
  }
}
