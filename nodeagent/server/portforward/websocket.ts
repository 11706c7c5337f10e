import { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

import { streamLimits } from '../../../apimachinery/limits.ts'
import { openChannels } from '../websocket/channels.ts'
import type { Channels } from '../websocket/channels.ts'
import { forward } from './forward.ts'
import type { Dial, ForwardedPod } from './forward.ts'

/** The ports that a URL names, with kubelet's words for what is wrong. */
export function portsOf(query: URLSearchParams): number[] | { message: string } {
  const values = query.getAll('port')
  if (values.length === 0) return { message: 'query parameter "port" is required' }
  if (values.includes('')) return { message: 'query parameter "port" cannot be empty' }
  const ports: number[] = []
  for (const value of values.flatMap((one) => one.split(','))) {
    const port = /^\d{1,5}$/.test(value) ? Number(value) : NaN
    if (port === 0) return { message: `port "${value}" must be > 0` }
    if (!(port <= 65535)) {
      return { message: `unable to parse "${value}" as a port: strconv.ParseUint: parsing "${value}": invalid syntax` }
    }
    ports.push(port)
  }
  return ports.length > streamLimits.ports ? { message: `more than ${streamLimits.ports} ports` } : ports
}

/**
 * Forwards one connection per port, in two channels each: its bytes, and what went wrong. Both begin with the port.
 * Upstream: handleWebSocketStreams. Resolves when all have ended, with the socket closed.
 */
export async function serveChannelPortForward(
  socket: WebSocket, ports: readonly number[],
  { dial, pod, base64 }: { dial: Dial; pod: ForwardedPod; base64: boolean },
): Promise<void> {
  const channels = openChannels(socket, {
    count: ports.length * 2, readable: ports.map((_, i) => i * 2), base64, closeSignals: false,
  })
  await Promise.all(ports.map(async (port, i) => {
    const [data, error] = [i * 2, i * 2 + 1]
    const name = Buffer.alloc(2)
    name.writeUInt16LE(port)
    await channels.send(data, name)
    await channels.send(error, name)
    const stream = channelStream(channels, data)
    await forward(port, stream, dial, pod).catch((failure: Error) => channels.send(error, Buffer.from(failure.message)))
    stream.destroy()
  }))
  channels.close()
}

function channelStream(channels: Channels, channel: number): Duplex {
  const incoming = channels.incoming(channel)
  const stream = new Duplex({
    read: () => void incoming.resume(),
    write: (data: Buffer, _encoding, done) => void channels.send(channel, data).then(() => done(), done),
    final: (done) => done(),
  })
  incoming.on('data', (data: Buffer) => {
    if (!stream.push(data)) incoming.pause()
  })
  incoming.once('end', () => stream.push(null))
  stream.once('close', () => incoming.destroy())
  return stream.on('error', () => {})
}
