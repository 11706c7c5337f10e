import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TLSSocket } from 'node:tls'

import { ApiError, unauthorized } from '../../apimachinery/api-error.ts'
import type { Logger } from '../../apimachinery/log.ts'
import type { KubeletApi } from './kubelet-api.ts'
import { logOptions, parseRequest } from './requests.ts'
import { createUpgrades, refuseUpgrade } from './upgrades.ts'

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
export async function startKubeletServer(
  options: KubeletServerOptions,
): Promise<{ port: number; close(): Promise<void> }> {
  const { api, tls, log } = options
  const stopping = new AbortController()
  const server = createServer({
    key: tls.key, cert: tls.cert, ca: tls.clientCa, requestCert: true, rejectUnauthorized: false,
  })
  const upgrades = createUpgrades(api)

  server.on('request', (request, response) => {
    answer(request, response, api, stopping.signal).catch((error: unknown) => {
      log.debug('cannot answer a request', { url: request.url, error })
      if (response.headersSent) response.destroy()
      else refuse(response, error)
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = urlOf(request)
    if (!isAllowed(request.socket as TLSSocket)) refuseUpgrade(socket, unauthorized())
    else void upgrades.serve({ request, socket, head, query: url.searchParams }, parseRequest(url))
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, options.address, () => resolve())
  })
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      stopping.abort()
      upgrades.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

async function answer(
  request: IncomingMessage, response: ServerResponse, api: KubeletApi, stopping: AbortSignal,
): Promise<void> {
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
    case 'portForward':
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end('Upgrade request required')
      return
    default:
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n')
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  const [code, message] = error instanceof ApiError ? [error.code, error.message] : [500, (error as Error).message]
  response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' }).end(message)
}

/** What is no URL is no path of ours either. */
const urlOf = (request: IncomingMessage): URL =>
  URL.parse(request.url ?? '/', 'https://kubelet') ?? new URL('https://kubelet/')

/** Any certificate of the cluster's CA says who one is; only these may read logs and run commands on nodes. */
function isAllowed(socket: TLSSocket): boolean {
  if (!socket.authorized) return false
  const { CN, O } = socket.getPeerCertificate().subject
  const groups: unknown[] = Array.isArray(O) ? O : [O]
  return CN === allowedName || groups.includes(allowedGroup)
}
