import type { Duplex } from 'node:stream'
import { finished } from 'node:stream/promises'

import { serveSpdy } from '../spdy/connection.ts'
import type { SpdyStream } from '../spdy/connection.ts'
import type { CommandClient, StreamOptions } from './client.ts'
import { createResizeReader } from './resize-events.ts'
import { printOutcome } from './status.ts'

/** The versions of the protocol, the best first; upstream: SupportedStreamingProtocols. */
export const spdyCommandProtocols = [
  'v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io',
] as const

/** How long the client may take to open its streams; upstream: DefaultStreamCreationTimeout. */
const creationMilliseconds = 30_000

type StreamType = 'error' | 'stdin' | 'stdout' | 'stderr' | 'resize'
const streamTypes: readonly string[] = ['error', 'stdin', 'stdout', 'stderr', 'resize']

/**
 * A client that opens a SPDY stream for each of its streams. Rejects when it does not open all,
 * with the connection closed.
 */
export async function createSpdyClient(
  socket: Duplex, protocol: string, options: StreamOptions,
): Promise<CommandClient> {
  const version = protocol === 'channel.k8s.io' ? 1 : Number(protocol[1])
  const streams = new Map<StreamType, SpdyStream>()
  const complete = Promise.withResolvers<void>()
  const expected = expectedStreams(options, version)
  const connection = serveSpdy(socket, (stream) => {
    const type = stream.headers.get('streamtype') ?? ''
    if (!isStreamType(type) || streams.has(type)) return 'refused'
    streams.set(type, stream)
    if (expected.every((one) => streams.has(one))) complete.resolve()
    return 'accepted'
  })
  const gone = new AbortController()
  void connection.closed.then(() => {
    gone.abort()
    complete.reject(new Error('the client is gone'))
  })
  const late = setTimeout(
    () => complete.reject(new Error('timed out waiting for client to create streams')), creationMilliseconds,
  )
  try {
    await complete.promise
  } catch (error) {
    connection.end()
    throw error
  } finally {
    clearTimeout(late)
  }
  // Nothing comes on these, but their ends must be seen.
  for (const type of ['error', 'stdout', 'stderr'] as const) streams.get(type)?.resume()
  const reader = (listener: Parameters<typeof createResizeReader>[0]) =>
    streams.get('resize')?.on('data', createResizeReader(listener))
  return {
    stdin: options.stdin ? (streams.get('stdin') ?? null) : null,
    onResize: (listener) => void reader(listener),
    send: async (type, data) => (options[type] ? write(streams.get(type), data) : undefined),
    async finish(outcome) {
      await write(streams.get('error'), printOutcome(outcome, { json: version >= 4 }))
      await Promise.all([...streams.values()].map(ended))
      connection.end()
    },
    signal: gone.signal,
  }
}

function expectedStreams({ stdin, stdout, stderr, tty }: StreamOptions, version: number): StreamType[] {
  const wanted: [StreamType, boolean][] = [
    ['error', true], ['stdin', stdin], ['stdout', stdout], ['stderr', stderr], ['resize', tty && version >= 3],
  ]
  return wanted.filter(([, asked]) => asked).map(([type]) => type)
}

const isStreamType = (type: string): type is StreamType => streamTypes.includes(type)

function write(stream: SpdyStream | undefined, data: Buffer): Promise<void> {
  if (stream === undefined || data.length === 0 || !stream.writable) return Promise.resolve()
  return new Promise((resolve) => stream.write(data, () => resolve()))
}

async function ended(stream: SpdyStream): Promise<void> {
  stream.end()
  await finished(stream, { readable: false }).catch(() => {})
}
