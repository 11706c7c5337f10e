import type { IncomingMessage } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { createWebSocketStream, WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'

import { streamLimits } from '../../apimachinery/limits.ts'
import { ApiError, badRequest } from '../../apimachinery/api-error.ts'
import type { KubeletApi } from './kubelet-api.ts'
import { spdyPortForwardProtocols, servePortForward } from './portforward/spdy.ts'
import { portsOf, serveChannelPortForward } from './portforward/websocket.ts'
import type { CommandClient } from './remotecommand/client.ts'
import { attachKind, execKind, serveCommand } from './remotecommand/serve.ts'
import { createSpdyClient, spdyCommandProtocols } from './remotecommand/spdy-client.ts'
import { failedStatus } from './remotecommand/status.ts'
import { createWebSocketClient } from './remotecommand/websocket-client.ts'
import { checkStreams } from './requests.ts'
import type { KubeletRequest } from './requests.ts'
import { negotiate, switchToSpdy } from './spdy/handshake.ts'
import {
  choose, commandProtocols, offeredProtocols, portForwardProtocols, tunnelProtocol,
} from './websocket/protocols.ts'

/** A connection that asks for another protocol. */
export interface UpgradeRequest {
  request: IncomingMessage
  socket: Duplex
  head: Buffer
  query: URLSearchParams
}

type CommandRequest = Extract<KubeletRequest, { name: 'exec' | 'attach' }>
type PortForwardRequest = Extract<KubeletRequest, { name: 'portForward' }>

const protocolHeader = 'sec-websocket-protocol'

/** Serves exec, attach and port-forward on connections whose clients are known to be allowed. */
export interface Upgrades {
  serve(upgrade: UpgradeRequest, wanted: KubeletRequest | null): Promise<void>
  /** Ends every stream. */
  close(): void
}

/** The streams of one server. */
export function createUpgrades(api: KubeletApi): Upgrades {
  const open = new Set<Duplex>()
  const sockets = new WebSocketServer({
    noServer: true, maxPayload: streamLimits.messageBytes, clientTracking: false, handleProtocols: () => false,
  })
  const spoken = new WeakMap<IncomingMessage, string>()
  // Named here because `ws` itself refuses names with a slash.
  sockets.on('headers', (headers, request) => {
    const name = spoken.get(request) ?? ''
    if (name !== '') headers.push(`Sec-WebSocket-Protocol: ${name}`)
  })
  const webSocket = ({ request, socket, head }: UpgradeRequest, protocol: string): Promise<WebSocket> => {
    spoken.set(request, protocol)
    delete request.headers[protocolHeader]
    return new Promise((resolve) => sockets.handleUpgrade(request, socket, head, resolve))
  }

  async function command(upgrade: UpgradeRequest, wanted: CommandRequest): Promise<void> {
    checkStreams(wanted.options)
    const kind = wanted.name === 'exec' ? execKind : attachKind
    const { tty } = wanted.options
    if (isWebSocket(upgrade)) {
      const offered = offeredProtocols(upgrade.request.headers[protocolHeader])
      const protocol = choose(offered, commandProtocols)
      if (!protocol) throw unsupported(offered, commandProtocols)
      const start = api[wanted.name](wanted.address, wanted.options)
      // With the fifth version the refusal is told inside, as upstream's stream translator does.
      const session = protocol.closeSignals ? await start.catch(refusal) : await start
      const client = createWebSocketClient(await webSocket(upgrade, protocol.name), protocol, wanted.options)
      return session instanceof Refusal
        ? client.finish(session.outcome)
        : serveCommand(client, session, { ...kind, tty })
    }
    const protocol = spdyProtocol(upgrade, spdyCommandProtocols)
    const session = await api[wanted.name](wanted.address, wanted.options)
    switchToSpdy(upgrade.socket, protocol)
    unshift(upgrade)
    const client: CommandClient | null = await createSpdyClient(upgrade.socket, protocol, wanted.options)
      .catch(() => null)
    if (client !== null) await serveCommand(client, session, { ...kind, tty })
  }

  async function portForward(upgrade: UpgradeRequest, { address }: PortForwardRequest): Promise<void> {
    if (!isWebSocket(upgrade)) {
      const protocol = spdyProtocol(upgrade, spdyPortForwardProtocols)
      const { dial, pod } = await api.portForward(address)
      switchToSpdy(upgrade.socket, protocol)
      unshift(upgrade)
      return servePortForward(upgrade.socket, dial, pod)
    }
    const offered = offeredProtocols(upgrade.request.headers[protocolHeader])
    if (offered.includes(tunnelProtocol)) {
      const { dial, pod } = await api.portForward(address)
      const socket = await webSocket(upgrade, tunnelProtocol)
      return servePortForward(createWebSocketStream(socket), dial, pod)
    }
    const protocol = choose(offered, portForwardProtocols)
    if (!protocol) throw unsupported(offered, portForwardProtocols)
    const ports = portsOf(upgrade.query)
    if (!Array.isArray(ports)) throw badRequest(ports.message)
    const { dial, pod } = await api.portForward(address)
    return serveChannelPortForward(await webSocket(upgrade, protocol.name), ports, {
      dial, pod, base64: protocol.base64,
    })
  }

  return {
    async serve(upgrade, wanted) {
      const { socket } = upgrade
      socket.on('error', () => socket.destroy())
      if (open.size >= streamLimits.connections) {
        return refuseUpgrade(
          socket, new RefusedUpgrade(429, 'maximum number of in-flight requests exceeded', ['Retry-After: 60']),
        )
      }
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      try {
        if (wanted?.name === 'exec' || wanted?.name === 'attach') await command(upgrade, wanted)
        else if (wanted?.name === 'portForward') await portForward(upgrade, wanted)
        else throw new ApiError(404, 'NotFound', '404 page not found\n')
      } catch (error) {
        refuseUpgrade(socket, error)
      }
    },
    close() {
      for (const socket of open) socket.destroy()
      sockets.close()
    },
  }
}

class Refusal {
  readonly outcome
  constructor(error: unknown) {
    this.outcome = failedStatus(`unable to upgrade connection: ${(error as Error).message}`)
  }
}
const refusal = (error: unknown): Refusal => new Refusal(error)

class RefusedUpgrade extends ApiError {
  readonly headers: readonly string[]
  constructor(code: number, message: string, headers: readonly string[]) {
    super(code, '', message)
    this.headers = headers
  }
}

const isWebSocket = ({ request }: UpgradeRequest): boolean => request.headers.upgrade?.toLowerCase() === 'websocket'

function spdyProtocol({ request }: UpgradeRequest, known: readonly string[]): string {
  if (request.headers.upgrade?.toLowerCase() !== 'spdy/3.1') {
    throw badRequest('unable to upgrade: missing upgrade headers in request')
  }
  const answer = negotiate(request, known)
  if ('protocol' in answer) return answer.protocol
  throw new RefusedUpgrade(answer.code, answer.message, answer.headers)
}

function unsupported(offered: readonly string[], known: readonly { name: string }[]): ApiError {
  return new ApiError(403, '', `requested protocol(s) are not supported: [${offered.join(' ')}]; supports `
    + `[${known.map(({ name }) => name).join(' ')}]`)
}

/** What the client sent behind its request is the first of what it says. */
function unshift({ socket, head }: UpgradeRequest): void {
  if (head.length > 0) socket.unshift(head)
}

/** Answers in place of a handshake, in plain text as kubelet does. */
export function refuseUpgrade(socket: Duplex, error: unknown): void {
  const [code, message] = error instanceof ApiError ? [error.code, error.message] : [500, (error as Error).message]
  socket.end([
    `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}`, 'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(message)}`,
    'Connection: close', ...(error instanceof RefusedUpgrade ? error.headers : []), '', message,
  ].join('\r\n'))
}
