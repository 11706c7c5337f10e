import type { IncomingMessage } from 'node:http'

/**
 * The `X-Forwarded-For` for a request that is sent on: who sent it on before, and who to us.
 * Undefined when that is not known.
 */
export function forwardedFor(request: IncomingMessage): string | undefined {
  const before = request.headers['x-forwarded-for']
  const client = request.socket.remoteAddress
  return client === undefined || before === undefined ? client : `${[before].flat().join(', ')}, ${client}`
}
