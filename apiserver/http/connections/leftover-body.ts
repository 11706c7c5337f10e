import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants, Http2ServerRequest, type ServerHttp2Stream } from 'node:http2'
import { connectionLimits } from '../../../apimachinery/limits.ts'

const lookMilliseconds = 100

/**
 * Ends a request whose body goes on when its answer is done: nobody reads it any more. An HTTP/1.1 client is given a
 * moment to hear the answer, because closing at once could lose it.
 */
export function dropLeftoverBody(request: IncomingMessage, response: ServerResponse): void {
  if (request instanceof Http2ServerRequest) return dropStream(request as Http2ServerRequest)
  const { headers } = request
  if (headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0') return
  response.once('finish', () => {
    if (!request.complete) linger(request)
  })
}

/** The compatible response tells of its end only when the client has ended too, so the stream is asked. */
function dropStream({ stream }: Http2ServerRequest): void {
  if (stream.endAfterHeaders) return
  stream.once('finish', () => closeOnceSaid(stream))
}

/**
 * A reset overtakes what is still to be sent: a client that hears it before the end takes the answer for broken off.
 */
function closeOnceSaid(stream: ServerHttp2Stream): void {
  if (stream.closed || stream.destroyed || stream.readableEnded) return
  if (stream.state.localClose === 1) stream.close(constants.NGHTTP2_NO_ERROR)
  else setTimeout(closeOnceSaid, lookMilliseconds, stream).unref()
}

function linger(request: IncomingMessage): void {
  const { socket } = request
  const [end, most] = [
    performance.now() + connectionLimits.lingerMilliseconds, socket.bytesRead + connectionLimits.lingerBytes,
  ]
  const timer = setInterval(() => {
    const over = performance.now() >= end || socket.bytesRead >= most
    if (over && !request.complete) socket.destroy()
    if (over || request.complete) clearInterval(timer)
  }, lookMilliseconds).unref()
}
