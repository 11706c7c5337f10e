import { createHash } from 'node:crypto'
import type { PathHandler } from './dispatch.ts'
import { type Exchange, header } from './exchange.ts'
import { gnosticType, type OpenApi } from './openapi/index.ts'
import { respond } from './respond.ts'

/** One year: what a hash names never changes. */
const immutableMs = 365 * 86_400_000

/**
 * `/openapi/v2`, in protobuf to whoever asks for it, and `/openapi/v3` with a document per version; upstream:
 * kube-openapi's handler and handler3.
 */
export function openApiPaths(openApi: () => OpenApi): PathHandler {
  return (exchange) => {
    const { path } = exchange
    if (path === '/openapi/v2') answerVersion2(exchange, openApi())
    else if (path === '/openapi/v3') respond(exchange, 200, 'text/plain; charset=utf-8', openApi().v3Index())
    else if (path.startsWith('/openapi/v3/')) answerVersion3(exchange, openApi(), path.slice('/openapi/v3/'.length))
    else return false
    return true
  }
}

/** Every spelling of the protobuf type that clients use. */
const isGnostic = (type: string): boolean =>
  type === gnosticType || type === gnosticType.replace('v2.v1.0', 'v2@v1.0')

function answerVersion2(exchange: Exchange, openApi: OpenApi): void {
  const type = acceptedTypes(exchange).find((one) => isGnostic(one) || isJson(one))
  exchange.response.setHeader('Vary', 'Accept')
  if (type === undefined) return refuse(exchange)
  const body = isGnostic(type) ? openApi.v2Protobuf() : openApi.v2Json()
  answerTagged(exchange, isGnostic(type) ? gnosticType : 'application/json', body, hashOf(body))
}

function answerVersion3(exchange: Exchange, openApi: OpenApi, name: string): void {
  const { response, query } = exchange
  response.setHeader('Vary', 'Accept')
  const document = openApi.v3Document(name)
  if (!document) return void response.writeHead(404).end()
  if (!acceptedTypes(exchange).some(isJson)) return refuse(exchange)
  const asked = query.get('hash') ?? ''
  if (asked !== '' && asked !== document.hash) {
    const location = `/openapi/v3/${name}?hash=${document.hash}`
    return void response.writeHead(301, { Location: location }).end()
  }
  if (asked !== '') {
    response.setHeader('Cache-Control', 'public, immutable')
    response.setHeader('Expires', new Date(Date.now() + immutableMs).toUTCString())
  }
  answerTagged(exchange, 'application/json', document.body, document.hash)
}

const isJson = (type: string): boolean => ['application/json', 'application/*', '*/*'].includes(type)

const hashOf = (body: Buffer): string => createHash('sha512').update(body).digest('hex').toUpperCase()

/** What the client takes, in the order given; anything when it says nothing. */
function acceptedTypes(exchange: Exchange): string[] {
  const accept = header(exchange, 'accept').trim()
  return accept === '' ? ['*/*'] : accept.split(',').map((range) => range.split(';')[0]!.trim())
}

function answerTagged(exchange: Exchange, type: string, body: Buffer, hash: string): void {
  const tag = `"${hash}"`
  exchange.response.setHeader('Etag', tag)
  const known = header(exchange, 'if-none-match').split(',').map((one) => one.trim())
  if (known.includes(tag) || known.includes('*')) return void exchange.response.writeHead(304).end()
  respond(exchange, 200, type, body)
}

function refuse(exchange: Exchange): void {
  exchange.response.writeHead(406).end()
}
