import express, { type Request, type Response } from 'express'
import { createSecureServer, Http2ServerRequest, type Http2SecureServer, type Http2ServerResponse } from 'node:http2'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { connectionLimits, http2Limits } from '../../apimachinery/limits.ts'
import { dropLeftoverBody } from './connections/leftover-body.ts'
import { holdConnections } from './connections/hold-connections.ts'
import { holdHandshakes } from './connections/hold-handshakes.ts'
import { inTurn } from './connections/in-turn.ts'
import { refuseMalformed, refuseWith } from './connections/refuse-malformed.ts'
import { refuseHead, takePath, wrongHead } from './connections/wrong-head.ts'

/** A server's own certificate, and the authority whose client certificates it believes; PEM. */
export interface ServerTls {
  key: string
  cert: string
  clientCa: string
}

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void
/** Takes over a connection that asks for another protocol. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Bounds on what one connection may ask of the server before anybody is known. */
const limits = {
  handshakeTimeout: connectionLimits.handshakeMilliseconds,
  maxHeaderSize: connectionLimits.headerBytes,
  headersTimeout: connectionLimits.headersMilliseconds,
  connectionsCheckingInterval: connectionLimits.checkMilliseconds,
  requestTimeout: 0,
  // Told in other words than Node's.
  requireHostHeader: false,
  keepAliveTimeout: connectionLimits.keepAliveMilliseconds,
  // Finds out by TCP itself who is gone without a word.
  keepAlive: true,
  keepAliveInitialDelay: connectionLimits.probeMilliseconds,
  noDelay: true,
  maxHeaderListPairs: connectionLimits.headers,
  maxSessionInvalidFrames: http2Limits.invalidFrames,
  maxSessionRejectedStreams: http2Limits.rejectedStreams,
  maxSettings: http2Limits.settings,
  maxSessionMemory: http2Limits.sessionMegabytes,
  // More than a client may: who runs into these is not told why, as he is by our own bound.
  streamResetBurst: 4 * http2Limits.resetBurst,
  streamResetRate: 4 * http2Limits.resetsPerSecond,
  settings: {
    maxConcurrentStreams: connectionLimits.streams,
    maxHeaderListSize: connectionLimits.headerBytes,
    initialWindowSize: connectionLimits.windowBytes,
  },
}

/** HTTP/2 and HTTP/1.1 on one TLS port. Client certificates are asked for and judged later, by authentication. */
export function createServer(tls: ServerTls, handle: Handler, upgrade: UpgradeHandler): Http2SecureServer {
  const answerOne = border(handle)
  const server = createSecureServer({
    allowHTTP1: true,
    key: tls.key,
    cert: tls.cert,
    ca: tls.clientCa,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ...limits,
  }, (request, response) => {
    const [asked, answer] = [request as unknown as IncomingMessage, response as unknown as ServerResponse]
    dropLeftoverBody(asked, answer)
    // By its class: on a connection of HTTP/1.1 a client may write any version behind its path.
    if (!(request instanceof Http2ServerRequest)) {
      const wrong = wrongHead(asked)
      if (wrong) return refuseHead(answer, wrong)
      takePath(asked)
      return inTurn(asked, answer, () => answerOne(asked, answer))
    }
    request.headers.host ??= request.headers[':authority']
    Object.defineProperty(response, 'destroyed', saysDestroyed)
    answerOne(asked, answer)
  })
  // Not among the options; beyond it a request is refused whole, never cut.
  Object.assign(server, { maxHeadersCount: connectionLimits.headers })
  holdHandshakes(server)
  holdConnections(server)
  server.on('upgrade', (request, socket, head) => {
    const wrong = wrongHead(request)
    if (wrong) return refuseWith(socket, wrong)
    takePath(request)
    upgrade(request, socket, head)
  })
  server.on('sessionError', () => {})
  server.on('clientError', refuseMalformed)
  server.on('tlsClientError', () => {})
  return server
}

/**
 * Express at the border only: one handler for everything, no routes. Its router and not an application, which would
 * give each request and response other prototypes, for longer than most answers take.
 */
function border(handle: Handler): Handler {
  const router = express.Router()
  router.use((request, response) => handle(request, response))
  return (request, response) => router(request as Request, response as Response, () => response.destroy())
}

/** The response of HTTP/1.1 says whether it was given up, and who writes a long answer asks it. */
const saysDestroyed: PropertyDescriptor & ThisType<Http2ServerResponse> = {
  get() {
    return this.stream.destroyed
  },
}
