import { expect } from 'chai'
import { EventEmitter } from 'node:events'
import { Duplex } from 'node:stream'
import { deflateRawSync } from 'node:zlib'
import { ApiError } from '../../apimachinery/api-error.ts'
import { fuzz } from '../../apimachinery/fuzz/fuzz.ts'
import { spdyLimits } from '../../apimachinery/limits.ts'
import { portsOf } from './portforward/websocket.ts'
import { createResizeReader } from './remotecommand/resize-events.ts'
import { logOptions, parseRequest } from './requests.ts'
import { serveSpdy } from './spdy/connection.ts'
import { createFrameReader, encodeFrame, SpdyError } from './spdy/frames.ts'
import type { SpdyFrame } from './spdy/frames.ts'
import { createHeaderReader, createHeaderWriter } from './spdy/header-block.ts'
import { openChannels } from './websocket/channels.ts'
import { choose, commandProtocols, offeredProtocols } from './websocket/protocols.ts'

const now = new Date('2026-01-01T00:00:00Z')
const text = (run: (text: string) => unknown) => (input: Buffer) => run(input.toString())
const headers = new Map([['streamtype', 'data'], ['port', '80'], ['requestid', '0']])
const block = createHeaderWriter()(headers)
const frames: Buffer[] = [
  Buffer.concat([
    encodeFrame({ type: 'syn-stream', stream: 1, block, fin: false }),
    encodeFrame({ type: 'data', stream: 1, data: Buffer.from('hello'), fin: true }),
    Buffer.from('hello'),
  ]),
  encodeFrame({ type: 'ping', id: 1 }), encodeFrame({ type: 'goaway', lastStream: 1, status: 0 }),
  encodeFrame({ type: 'rst-stream', stream: 1, status: 5 }),
  Buffer.concat([
    encodeFrame({ type: 'syn-stream', stream: 1, block, fin: true }),
    encodeFrame({ type: 'syn-stream', stream: 1, block, fin: true }),
    encodeFrame({ type: 'headers', stream: 1, block, fin: false }),
  ]),
]
const words = [
  '\u0080\u0003', '\u0000\u0001', '\u0000\u0003', '\u0000\u0006', '\u00ff\u00ff\u00ff', '\u0000\u0000\u0000\u0000',
]

/** The frames, with the pieces of one data frame put together: how its bytes were cut says nothing. */
function whole(found: readonly SpdyFrame[]): unknown[] {
  const all: { data?: string }[] = []
  let open: { data: string } | undefined
  for (const frame of found) {
    if (frame.type !== 'data') {
      open = undefined
      all.push({ ...frame, ...('block' in frame ? { block: frame.block.toString('hex') } : {}) } as object)
    } else if (open) open.data += frame.data.toString('hex')
    else all.push(open = { stream: frame.stream, data: frame.data.toString('hex') } as never)
  }
  return all
}

describe('streams and their requests, with inputs changed at random', () => {
  fuzz('are frames of SPDY, the same however the bytes are cut, or none', {
    seeds: frames.slice(0, 4),
    tokens: words,
    refusals: [SpdyError],
    rounds: 1500,
    run: (bytes) => {
      const piecewise = createFrameReader()
      const pieces: SpdyFrame[] = []
      for (let at = 0; at < bytes.length; at += 7) pieces.push(...piecewise(bytes.subarray(at, at + 7)))
      // Two data frames of one stream follow each other without a mark between; what is compared is what they carry.
      const carried = (all: unknown[]) => JSON.stringify(all.map((frame) => ({ ...(frame as object) })))
      expect(carried(whole(pieces))).to.equal(carried(whole(createFrameReader()(bytes))))
    },
  })

  fuzz('have header blocks that are read within their bounds, or refused', {
    seeds: [
      block,
      deflateRawSync(Buffer.alloc(1000)),
      Buffer.concat([Buffer.from([0x78, 0xbb, 0, 0, 0, 0]), deflateRawSync(Buffer.alloc(100_000))]),
    ],
    tokens: words,
    refusals: [SpdyError],
    run: (bytes) => {
      const read = createHeaderReader()
      for (const found of [read(bytes), read(bytes)]) {
        expect(found.size).to.be.at.most(spdyLimits.headers)
        for (const [name, value] of found) expect(name.length + value.length).to.be.at.most(spdyLimits.headerBlock)
      }
    },
  })

  fuzz('leave a connection of SPDY open or closed, and no stream without an end', {
    seeds: frames,
    tokens: words,
    rounds: 300,
    run: async (bytes) => {
      const socket = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() })
      socket.on('error', () => {})
      let streams = 0
      serveSpdy(socket, (stream) => {
        streams++
        stream.on('error', () => {}).resume()
        return streams % 2 === 0 ? 'refused' : 'accepted'
      })
      for (let at = 0; at < bytes.length; at += 1000) socket.push(bytes.subarray(at, at + 1000))
      const closed = new Promise((resolve) => socket.once('close', resolve))
      await new Promise((resolve) => setImmediate(resolve))
      socket.destroy()
      await closed
      expect(streams).to.be.at.most(spdyLimits.streams + 1)
    },
  })

  fuzz('have channels that take any message of a WebSocket', {
    seeds: [
      Buffer.from([0, 104, 105]), Buffer.from([255, 0]), Buffer.from([4, ...Buffer.from('{"Width":80,"Height":24}')]),
      Buffer.from('0aGVsbG8='), Buffer.from([255, 255, 255]), Buffer.from([9]),
    ],
    tokens: ['\u0000', '\u00ff', '0', '{"Width":1'],
    run: (message) => {
      for (const base64 of [false, true]) {
        const socket = Object.assign(new EventEmitter(), {
          OPEN: 1, readyState: 1, bufferedAmount: 0, ping: () => {}, pause: () => {}, resume: () => {}, close: () => {},
          send: () => {},
        })
        const channels = openChannels(socket as never, { count: 5, readable: [0, 4], base64, closeSignals: true })
        channels.incoming(4).on(
          'data',
          createResizeReader(({ columns, rows }) => expect([columns, rows].every(Number.isInteger)).to.equal(true)),
        )
        for (let times = 0; times < 3; times++) socket.emit('message', message)
        socket.emit('close')
        expect(channels.signal.aborted).to.equal(true)
      }
    },
  })

  fuzz('tell sizes of a terminal from what is none, however it is cut', {
    seeds: ['{"Width":80,"Height":24}{"Width":1,"Height":2}', '{"Width":-1,"Height":1e9}', '}{}}'],
    tokens: ['{', '}', '"Width":', '65536', '1.5', 'null', '__proto__'],
    run: (bytes) => {
      const sizes: unknown[] = []
      const read = createResizeReader((size) => sizes.push(size))
      for (const byte of bytes) read(Buffer.from([byte]))
      for (const size of sizes) expect(size).to.have.all.keys('columns', 'rows')
    },
  })

  fuzz('are asked for by URLs that are understood or not', {
    seeds: [
      '/containerLogs/default/a/c?sinceSeconds=999999999999999999995',
      '/exec/default/a/c?command=ls&command=-l&input=1&output=1&error=1&tty=0',
      '/containerLogs/default/a/c?tailLines=1&sinceSeconds=5&sinceTime=2026-01-01T00:00:00Z&limitBytes=1',
      '/portForward/default/a?port=80,443&port=1', '/attach/default/a/uid/c', '/pods', '/healthz',
      '/exec/%2e%2e/%2f/%00',
    ],
    tokens: [
      '/', '%2f', '%00', '%ff', '..', '?', '&', 'port=', 'sinceSeconds=', '99999999999999999999', '-1', 'sinceTime=',
      'tailLines=',
    ],
    refusals: [ApiError],
    allows: (error) => (error as ApiError).code < 500,
    rounds: 1500,
    run: text((path) => {
      const url = URL.parse(path, 'https://kubelet/')
      if (url === null) return
      const asked = parseRequest(url)
      if (asked && 'address' in asked) expect(asked.address.namespace).not.to.equal('')
      const ports = portsOf(url.searchParams)
      if (Array.isArray(ports)) for (const port of ports) expect(port).to.be.within(1, 65535)
      const { since, tailLines = 0, limitBytes = 1 } = logOptions(url.searchParams, new AbortController().signal, now)
      expect(tailLines >= 0 && limitBytes > 0).to.equal(true)
      if (since) expect(since.toISOString()).to.be.a('string')
    }),
  })

  fuzz('agree on a protocol of those that are known', {
    seeds: ['v5.channel.k8s.io, v4.channel.k8s.io', 'base64.channel.k8s.io', 'SPDY/3.1+portforward.k8s.io', ''],
    tokens: [',', ' ', 'constructor', '__proto__'],
    run: text((header) => {
      const chosen = choose(offeredProtocols(header), commandProtocols)
      if (chosen) expect(commandProtocols).to.include(chosen)
    }),
  })
})
