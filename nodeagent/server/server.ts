import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TLSSocket } from 'node:tls'
import { WebSocketServer } from 'ws'

import { ApiError } from '../../apimachinery/api-error.ts'
import type { Logger } from '../../apimachinery/log.ts'
import { execProtocols, serveSession } from './channels.ts'
import type { KubeletApi } from './kubelet-api.ts'
import { logOptions, parseRequest } from './requests.ts'

/** Where the kubelet API is served, and whose clients may use it. */
export interface KubeletServerOptions {
  api: KubeletApi
  address: string
  /** 0 for any free port. */
  port: number
  tls: { key: string; cert: string; clientCa: string }
  log: Logger
}

/** The names of certificates that may do everything here: the API server's, and those of cluster administrators. */
const allowedName = 'kube-apiserver-kubelet-client'
const allowedGroup = 'system:masters'

/** Serves the kubelet API by HTTPS; every path but `/healthz` needs a client certificate of the cluster's CA. */
export async function startKubeletServer(options: KubeletServerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const { api, tls, log } = options
  const stopping = new AbortController()
  const server = createServer({ key: tls.key, cert: tls.cert, ca: tls.clientCa, requestCert: true, rejectUnauthorized: false })
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => execProtocols.find((protocol) => offered.has(protocol)) ?? false,
  })

  server.on('request', (request, response) => {
    answer(request, response, api, stopping.signal).catch((error: unknown) => {
      log.debug('cannot answer a request', { url: request.url, error })
      if (response.headersSent) response.destroy()
      else refuse(response, error)
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const wanted = parseRequest(urlOf(request))
    if (!isAllowed(request.socket as TLSSocket)) return hangUp(socket, '401 Unauthorized')
    if (wanted?.name !== 'exec' && wanted?.name !== 'attach') return hangUp(socket, '404 Not Found')
    sockets.handleUpgrade(request, socket, head, (client) => {
      const open = () => api[wanted.name](wanted.address, wanted.options)
      void serveSession(client, open, { exitCodes: wanted.name === 'exec' })
    })
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, options.address, () => resolve())
  })
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      stopping.abort()
      for (const client of sockets.clients) client.terminate()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, api: KubeletApi, stopping: AbortSignal): Promise<void> {
  const url = urlOf(request)
  const wanted = parseRequest(url)
  if (wanted?.name !== 'healthz' && !isAllowed(request.socket as TLSSocket)) {
    response.writeHead(401, { 'content-type': 'text/plain' }).end('Unauthorized')
    return
  }
  switch (wanted?.name) {
    case 'healthz':
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('ok')
      return
    case 'pods':
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: api.pods() }))
      return
    case 'logs': {
      const left = new AbortController()
      response.on('close', () => left.abort())
      const signal = AbortSignal.any([left.signal, stopping])
      const lines = await api.logs(wanted.address, logOptions(url.searchParams, signal, new Date()))
      response.writeHead(200, { 'content-type': 'text/plain' })
      response.flushHeaders()
      await pipeline(lines, response)
      return
    }
    case 'exec':
    case 'attach':
      response.writeHead(400, { 'content-type': 'text/plain' }).end('unable to upgrade: only WebSocket is spoken here')
      return
    default:
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n')
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  const [code, message] = error instanceof ApiError ? [error.code, error.message] : [500, (error as Error).message]
  response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' }).end(message)
}

const urlOf = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'https://kubelet')

/** Any certificate of the cluster's CA says who one is; only these may read logs and run commands on nodes. */
function isAllowed(socket: TLSSocket): boolean {
  if (!socket.authorized) return false
  const { CN, O } = socket.getPeerCertificate().subject
  const groups: unknown[] = Array.isArray(O) ? O : [O]
  return CN === allowedName || groups.includes(allowedGroup)
}

function hangUp(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
}
