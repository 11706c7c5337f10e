import { request as plainRequest, STATUS_CODES } from 'node:http'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { SecureContextOptions } from 'node:tls'
import type { Duplex } from 'node:stream'
import { ApiError } from '../../../apimachinery/api-error.ts'
import { dialError } from './dial-error.ts'
import { forwardedFor } from './forwarded-for.ts'
import { limitDial } from './limit-dial.ts'
import { hearsInside, refuseInside } from './refuse-inside.ts'

/** A connection that a client wants to turn into a stream: exec, attach or port-forward. */
export interface Upgrade {
  request: IncomingMessage
  socket: Duplex
  /** What the client sent behind its request's head. */
  head: Buffer
  /** The kubelet's endpoint, path and query included, and how to prove who we are; or whatever a proxy leads to. */
  target: {
    url: URL
    tls?: SecureContextOptions & {
      ca?: string | Buffer | (string | Buffer)[]
      servername?: string
      rejectUnauthorized?: boolean
    }
    /** Under which name the client asked; a proxied backend is told, and gets the client's cookies. */
    host?: string
  }
  /** Exec and attach: clients of the latest protocol hear inside it that a kubelet is not reached. */
  command?: boolean
}

/** Headers that speak of the client's own connection and standing, not of the stream. */
const ownHeaders = new Set(['host', 'authorization', 'content-length', 'transfer-encoding'])

/**
 * Joins a client's connection to the kubelet's: the handshake is the kubelet's own, after it bytes go both ways unread.
 * Resolves when the stream is over. The caller has authenticated and authorized; failures before the handshake are
 * written to the socket as a Status, so nothing is thrown.
 */
export async function handleUpgrade(upgrade: Upgrade): Promise<void> {
  const { socket } = upgrade
  socket.on('error', () => socket.destroy())
  try {
    await connect(upgrade)
  } catch (error) {
    if (upgrade.command && hearsInside(upgrade.request)) {
      return refuseInside(upgrade, `error sending request: Post "${upgrade.target.url}": ${dialError(error)}`)
    }
    const known = error instanceof ApiError
      ? error
      : new ApiError(500, '', `error dialing backend: ${dialError(error)}`, undefined, { cause: error })
    refuse(socket, known)
  }
}

function connect({ request, socket, head, target }: Upgrade): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = open(target, { method: request.method ?? 'GET', headers: forwardedHeaders(request, target.host) })
    limitDial(outgoing)
    socket.once('close', () => outgoing.destroy())
    outgoing.on('error', reject)
    outgoing.once('response', (response) => {
      const { statusCode = 500 } = response
      if (statusCode < 400) return reject(new ApiError(500, '', `invalid upgrade response: status code ${statusCode}`))
      writeHead(socket, response)
      response.on('error', () => socket.destroy())
      response.pipe(socket)
      response.once('close', resolve)
    })
    outgoing.once('upgrade', (response, kubelet, first) => {
      writeHead(socket, response)
      tunnel({ socket, head }, { socket: kubelet, head: first }, resolve)
    })
    outgoing.end()
  })
}

function open({ url, tls }: Upgrade['target'], how: Pick<RequestOptions, 'method' | 'headers'>): ClientRequest {
  return url.protocol === 'https:'
    ? tlsRequest(url, { ...tls, ...how, agent: false })
    : plainRequest(url, { ...how, agent: false })
}

function forwardedHeaders(request: IncomingMessage, host: string | undefined): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = host === undefined ? {} : { host }
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    // Line by line, as older kubelets read the versions of a protocol.
    if (!ownHeaders.has(name) && !name.startsWith('impersonate-')) {
      headers[name] = values.length === 1 ? values[0]! : values
    }
  }
  const through = forwardedFor(request)
  if (through !== undefined) headers['x-forwarded-for'] = through
  if (host === undefined) delete headers['cookie']
  // A bearer token may come as a subprotocol; it is the client's proof to us, not to the kubelet.
  const protocols = request.headers['sec-websocket-protocol']?.split(',').map((one) => one.trim())
    .filter((one) => !one.startsWith('base64url.bearer.authorization.k8s.io.'))
  if (protocols !== undefined) headers['sec-websocket-protocol'] = protocols.join(', ')
  return headers
}

function writeHead(socket: Duplex, response: IncomingMessage): void {
  const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`]
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2) {
    const [name, value] = [response.rawHeaders[i]!, response.rawHeaders[i + 1]!]
    // The body of a refusal is passed on without its chunks' frames, up to the end of the connection.
    if (response.statusCode !== 101 && /^(transfer-encoding|connection|keep-alive)$/i.test(name)) continue
    lines.push(`${name}: ${value}`)
  }
  if (response.statusCode !== 101) lines.push('Connection: close')
  socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

interface End { socket: Duplex; head: Buffer }

function tunnel(client: End, kubelet: End, done: () => void): void {
  if (kubelet.head.length > 0) client.socket.write(kubelet.head)
  if (client.head.length > 0) kubelet.socket.write(client.head)
  const close = (): void => {
    client.socket.destroy()
    kubelet.socket.destroy()
    done()
  }
  for (const { socket } of [client, kubelet]) {
    if ('setNoDelay' in socket) (socket as Duplex & { setNoDelay(on: boolean): void }).setNoDelay(true)
    socket.on('error', close)
    socket.once('close', close)
  }
  client.socket.pipe(kubelet.socket)
  kubelet.socket.pipe(client.socket)
}

/** Answers in place of a handshake, on the bare socket. */
function refuse(socket: Duplex, error: ApiError): void {
  const body = JSON.stringify(error.toStatus())
  socket.end([
    `HTTP/1.1 ${error.code} ${STATUS_CODES[error.code] ?? ''}`, 'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close', '', body,
  ].join('\r\n'))
}
