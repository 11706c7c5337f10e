import { request as plainRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { posix } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { deflateRaw, gunzip, gzip, inflateRaw } from 'node:zlib'
import { promisify } from 'node:util'

import { backendLimits } from '../../../apimachinery/limits.ts'
import type { Exchange } from '../exchange.ts'
import { writeWarnings } from '../respond.ts'
import { dialError } from '../upgrade/dial-error.ts'
import { forwardedFor } from '../upgrade/forwarded-for.ts'
import { limitDial } from '../upgrade/limit-dial.ts'
import { type ProxyLocation, unavailable } from './location.ts'
import { rewriteHtml } from './rewrite-html.ts'
import { type ProxyPlace, rewriteUrl } from './rewrite-url.ts'

/** One request on its way to a backend. */
export interface Forwarded {
  location: ProxyLocation
  /** What the backend is asked, with the query. */
  path: string
  /** The path of the proxy itself. */
  prefix: string
}

/** Headers that are about one connection only, or about the client's standing with this server. */
const hopByHop = [
  'connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer',
  'transfer-encoding', 'upgrade',
]
const withheld = ['authorization', 'http2-settings']
const removedFromAnswers = [
  'access-control-allow-credentials', 'access-control-allow-headers', 'access-control-allow-methods',
  'access-control-allow-origin',
]

/**
 * Sends a request on, and its answer back with addresses that lead through the proxy.
 * Upstream: UpgradeAwareHandler and proxy.Transport.
 */
export async function forward(exchange: Exchange, forwarded: Forwarded): Promise<void> {
  const { request, response } = exchange
  const answer = await ask(exchange, forwarded)
  const { location, prefix } = forwarded
  const place: ProxyPlace = { prefix, backendHost: hostOf(location), clientHost: request.headers.host ?? '' }
  const headers = answerHeaders(answer.headers)
  if (headers['location'] !== undefined) headers['location'] = rewriteUrl(String(headers['location']), place)
  else if (isPage(answer) && request.method !== 'HEAD') return sendPage(exchange, answer, headers, place)
  writeHead(exchange, answer, headers)
  await pipeline(answer, response).catch(() => response.destroy())
}

function ask(
  { request, signal, info, path: asked }: Exchange, { location, path, prefix }: Forwarded,
): Promise<IncomingMessage> {
  const { scheme, host, port, tls } = location
  const headers = requestHeaders(request, { 'x-forwarded-uri': forwardedUri(prefix, path, asked) })
  // Backends may be careless with line ends, as Go's client lets them be; the connection is of this request alone.
  const lenient = { agent: false as const, insecureHTTPParser: true }
  const options = { host, port, path, method: request.method ?? info.verb, headers, signal, setHost: false, ...lenient }
  const outgoing = scheme === 'https' ? tlsRequest({ ...options, ...tls }) : plainRequest(options)
  limitDial(outgoing)
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve)
    outgoing.on('error', (cause) => reject(unavailable(`error trying to reach service: ${dialError(cause)}`)))
    request.once('error', () => outgoing.destroy())
    request.pipe(outgoing)
  })
}

/** What a backend is told of a client. */
function requestHeaders(request: IncomingMessage, more: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const listed = (request.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const headers: OutgoingHttpHeaders = { ...more }
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name.startsWith(':') || name.startsWith('impersonate-') || withheld.includes(name)) {
      continue
    }
    if (!hopByHop.includes(name) && !listed.includes(name)) headers[name] = value
  }
  const through = forwardedFor(request)
  if (through !== undefined) headers['x-forwarded-for'] = through
  return headers
}

function forwardedUri(prefix: string, path: string, asked: string): string {
  const joined = posix.join(prefix, path.split('?')[0] ?? '')
  return asked.endsWith('/') && !joined.endsWith('/') ? `${joined}/` : joined
}

function answerHeaders(from: IncomingHttpHeaders): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(from)) {
    if (value !== undefined && !hopByHop.includes(name) && !removedFromAnswers.includes(name)) headers[name] = value
  }
  return headers
}

function writeHead(exchange: Exchange, { statusCode = 502 }: IncomingMessage, headers: OutgoingHttpHeaders): void {
  const response: ServerResponse = exchange.response
  writeWarnings(exchange)
  response.statusCode = statusCode
  for (const [name, value = ''] of Object.entries(headers)) {
    // Beside what the server says itself, not in its place.
    const own = response.getHeader(name)
    response.setHeader(canonical(name), own === undefined ? value : [own, value].flat().map(String))
  }
  response.flushHeaders()
}

/** As Go writes the names of headers. */
const canonical = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())

function hostOf({ host, port }: ProxyLocation): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

function isPage({ headers }: IncomingMessage): boolean {
  const encoding = headers['content-encoding'] ?? ''
  return (headers['content-type'] ?? '').split(';')[0]?.trim() === 'text/html'
    && ['', 'gzip', 'deflate'].includes(encoding)
}

async function sendPage(
  exchange: Exchange, answer: IncomingMessage, headers: OutgoingHttpHeaders, place: ProxyPlace,
): Promise<void> {
  const { response } = exchange
  const { chunks, whole } = await collect(answer)
  if (!whole) {
    writeHead(exchange, answer, headers)
    for (const chunk of chunks) response.write(chunk)
    return pipeline(answer, response).catch(() => void response.destroy())
  }
  const body = Buffer.concat(chunks)
  const page = await rewritten(body, answer.headers['content-encoding'] ?? '', place).catch(() => body)
  writeHead(exchange, answer, { ...headers, 'content-length': page.length })
  response.end(page)
}

/** Up to the limit; what is left then is still in the stream. */
async function collect(answer: IncomingMessage): Promise<{ chunks: Buffer[]; whole: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > backendLimits.pageBytes) return { chunks, whole: false }
  }
  return { chunks, whole: true }
}

const limit = { maxOutputLength: backendLimits.pageBytes }
const unpack = { gzip: promisify(gunzip), deflate: promisify(inflateRaw) }
const pack = { gzip: promisify(gzip), deflate: promisify(deflateRaw) }

/** Bytes that are not UTF-8 go through unharmed: what is rewritten is ASCII. */
async function rewritten(body: Buffer, encoding: string, place: ProxyPlace): Promise<Buffer> {
  const packed = encoding === 'gzip' || encoding === 'deflate' ? encoding : undefined
  const plain = packed ? ((await unpack[packed](body, limit)) as Buffer) : body
  const page = Buffer.from(rewriteHtml(plain.toString('latin1'), (url) => rewriteUrl(url, place)), 'latin1')
  return packed ? ((await pack[packed](page)) as Buffer) : page
}
