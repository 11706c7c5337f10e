import type { KubeConfig } from '@kubernetes/client-node'
import http from 'node:http'
import https from 'node:https'

/** One HTTP exchange; `body` is sent as it is. */
export interface TransportRequest {
  method: string
  /** Path and query. */
  path: string
  headers: Record<string, string>
  body?: string
  signal?: AbortSignal
}

/** An answer; its body is read as it comes. */
export interface TransportResponse extends AsyncIterable<Buffer> {
  statusCode?: number | undefined
}

/** Sends a request and hands back the response as soon as its headers are here; the caller consumes the body. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>

type RequestOptions = https.RequestOptions

/** How long credentials may be reused before the kubeconfig is asked again (tokens and certificate files rotate). */
const credentialsLifetime = 60_000
/** The server gives a request up after 60 s. */
const patience = 70_000

/**
 * HTTP/1.1 with keep-alive to the kubeconfig's current cluster, under its current user. Only the type of client-node is
 * imported here: the package costs tens of megabytes, which whoever made the `KubeConfig` has already paid or avoided.
 */
export function createTransport(kubeConfig: KubeConfig, userAgent: string): Transport {
  const cluster = kubeConfig.getCurrentCluster()
  if (cluster === null) throw new TypeError('cannot create a client: the kubeconfig has no current cluster')
  const server = new URL(cluster.server)
  const prefix = server.pathname === '/' ? '' : server.pathname.replace(/\/$/, '')
  const credentials = cachedCredentials(kubeConfig, server, cluster.proxyUrl !== undefined)

  return async ({ method, path, headers, body, signal }) => {
    const options = await credentials()
    const send = server.protocol === 'http:' ? http.request : https.request
    return await new Promise((resolve, reject) => {
      const request = send({
        ...options,
        method,
        hostname: server.hostname.replace(/^\[|\]$/g, ''),
        port: server.port === '' ? undefined : Number(server.port),
        path: prefix + path,
        headers: {
          ...(options.headers as Record<string, string> | undefined),
          'user-agent': userAgent,
          ...headers,
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
        ...(signal === undefined ? {} : { signal }),
      })
      // Whoever brings a signal decides how long to wait; otherwise a peer that went silent must not be waited for in
      // vain.
      if (signal === undefined) {
        request.setTimeout(patience, () => request.destroy(new Error(`no answer within ${patience} ms`)))
      }
      request.on('error', reject)
      request.on('response', resolve)
      request.end(body)
    })
  }
}

/** The agent is kept while the TLS material stays the same, so that connections outlive a refreshed token. */
function cachedCredentials(kubeConfig: KubeConfig, server: URL, proxied: boolean): () => Promise<RequestOptions> {
  let current: { until: number; options: Promise<RequestOptions> } | undefined
  let kept: { key: string; agent: http.Agent } | undefined

  const agentFor = (options: RequestOptions): http.Agent => {
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options
    const tls = JSON.stringify([ca, cert, key, pfx, passphrase, rejectUnauthorized, servername].map(String))
    if (kept?.key === tls) return kept.agent
    const Agent = server.protocol === 'http:' ? http.Agent : https.Agent
    kept = { key: tls, agent: new Agent({ ...definedOnly(options), keepAlive: true, maxFreeSockets: 4 }) }
    return kept.agent
  }

  const load = async (): Promise<RequestOptions> => {
    const options: RequestOptions = {}
    await kubeConfig.applyToHTTPSOptions(options)
    if (!proxied) options.agent = agentFor(options)
    return { headers: options.headers ?? {}, agent: options.agent, ...(options.auth ? { auth: options.auth } : {}) }
  }

  return () => {
    if (current === undefined || current.until < Date.now()) {
      current = { until: Date.now() + credentialsLifetime, options: load() }
      current.options.catch(() => { current = undefined })
    }
    return current.options
  }
}

function definedOnly(
  { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername }: RequestOptions,
): https.AgentOptions {
  const tls = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername }
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined && value !== null))
}
