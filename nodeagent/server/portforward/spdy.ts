import type { Duplex } from 'node:stream'

import { serveSpdy } from '../spdy/connection.ts'
import type { SpdyStream } from '../spdy/connection.ts'
import { forward } from './forward.ts'
import type { Dial, ForwardedPod } from './forward.ts'

/** The only version there is; upstream: portforward.ProtocolV1Name. */
export const spdyPortForwardProtocols = ['portforward.k8s.io'] as const

/** How long the second stream of a connection may take; upstream: DefaultStreamCreationTimeout. */
const creationMilliseconds = 30_000

interface Pair {
  data?: SpdyStream
  error?: SpdyStream
  late: NodeJS.Timeout
}

/**
 * Forwards connections, each of which is a pair of streams: its bytes, and what went wrong.
 * Resolves when the client is gone.
 */
export async function servePortForward(socket: Duplex, dial: Dial, pod: ForwardedPod): Promise<void> {
  const pairs = new Map<string, Pair>()

  function accept(stream: SpdyStream): 'accepted' | 'refused' {
    const type = stream.headers.get('streamtype')
    if ((type !== 'data' && type !== 'error') || portOf(stream) === null) return 'refused'
    const id = requestIdOf(stream, type)
    const pair = pairs.get(id) ?? startPair(id)
    if (pair[type] !== undefined) return 'refused'
    pair[type] = stream
    const { data, error } = pair
    if (data === undefined || error === undefined) return 'accepted'
    pairs.delete(id)
    clearTimeout(pair.late)
    void serveConnection(data, error, dial, pod)
    return 'accepted'
  }

  function startPair(id: string): Pair {
    const late = setTimeout(() => {
      pairs.delete(id)
      pair.error?.end(`(request=${id}) timed out waiting for streams`)
      pair.data?.destroy()
    }, creationMilliseconds)
    const pair: Pair = { late }
    pairs.set(id, pair)
    return pair
  }

  await serveSpdy(socket, accept).closed
  for (const { late } of pairs.values()) clearTimeout(late)
}

async function serveConnection(data: SpdyStream, error: SpdyStream, dial: Dial, pod: ForwardedPod): Promise<void> {
  // The client says nothing here, but that it has nothing to say must be seen.
  error.resume()
  try {
    await forward(portOf(data) ?? 0, data, dial, pod)
    error.end()
  } catch (failure) {
    error.end((failure as Error).message)
    data.destroy()
  }
}

function portOf({ headers }: SpdyStream): number | null {
  const text = headers.get('port') ?? ''
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65535 ? port : null
}

/**
 * Clients before 1.2 number nothing: there the data stream follows the error stream.
 * Upstream: httpStreamHandler.requestID.
 */
function requestIdOf({ headers, id }: SpdyStream, type: 'data' | 'error'): string {
  return headers.get('requestid') || String(type === 'error' ? id : id - 2)
}
