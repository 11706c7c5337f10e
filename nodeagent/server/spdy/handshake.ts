import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

const versionHeader = 'X-Stream-Protocol-Version'

/** Which of the client's protocols is spoken, or the answer that refuses. Upstream: httpstream.Handshake. */
export function negotiate(
  request: IncomingMessage, known: readonly string[],
): { protocol: string } | { code: number; message: string; headers: string[] } {
  const values = request.headersDistinct[versionHeader.toLowerCase()]
  if (values === undefined) {
    const count = Object.keys(request.headers).length
    return {
      code: 400,
      message: `unable to upgrade: header ${versionHeader} does not exist in request with ${count} headers`,
      headers: [],
    }
  }
  const offered = values.flatMap((value) => value.split(',')).map((one) => one.trim()).filter((one) => one !== '')
  const protocol = offered.find((one) => known.includes(one))
  if (protocol !== undefined) return { protocol }
  return {
    code: 403,
    message: `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts `
      + `[${known.join(' ')}]`,
    headers: known.map((one) => `X-Accepted-Stream-Protocol-Versions: ${one}`),
  }
}

/** Answers the handshake; what comes after it is SPDY. */
export function switchToSpdy(socket: Duplex, protocol: string): void {
  socket.write([
    'HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: SPDY/3.1', `${versionHeader}: ${protocol}`, '',
    '',
  ].join('\r\n'))
}
