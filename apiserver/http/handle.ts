import type { IncomingMessage, ServerResponse } from 'node:http'
import { Roll } from '../../apimachinery/roll.ts'
import { anonymous } from '../authn/user.ts'
import { ServerResponse as Http1Response } from 'node:http'
import { type Exchange, whenClosed } from './exchange.ts'
import { closeSoon } from './connections/refuse-malformed.ts'
import { parseRequestInfo, UnparsablePathError } from './request-info.ts'
import type { Handler, UpgradeHandler } from './server.ts'

/** Makes an Exchange of a request and sends it through the chain. `closing` ends what is still running. */
export function createHandler(chain: (exchange: Exchange) => Promise<void>, closing: AbortSignal): Handler {
  return (request, response) => {
    const exchange = newExchange(request, response, closing)
    if (exchange) void chain(exchange)
  }
}

/**
 * The same for a connection that asks for another protocol: it goes through the same chain, and refusals are answered.
 */
export function createUpgradeHandler(
  chain: (exchange: Exchange) => Promise<void>, closing: AbortSignal,
): UpgradeHandler {
  return (request, socket, head) => {
    socket.on('error', () => {})
    const response = new Http1Response(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket as never)
    response.once('finish', () => {
      socket.end()
      closeSoon(socket)
    })
    const exchange = newExchange(request, response, closing)
    if (exchange) void chain(Object.assign(exchange, { upgrade: { socket, head } }))
  }
}

/** Undefined when the request was refused at once: its path cannot be read. */
export function newExchange(
  request: IncomingMessage, response: ServerResponse, closing: AbortSignal,
): Exchange | undefined {
  const [path = '/', query = ''] = split(request.url ?? '/')
  if (/%(?![0-9a-fA-F]{2})/.test(path)) return refuse(response, 400, '400 Bad Request')
  const parameters = query === '' ? noParameters : new URLSearchParams(readable(query))
  try {
    const info = parseRequestInfo(request.method ?? 'GET', path, parameters)
    return new OpenExchange({ request, response, path, query: parameters, info }, closing)
  } catch (error) {
    if (!(error instanceof UnparsablePathError)) throw error
    return refuse(
      response, 500, `Internal Server Error: ${JSON.stringify(path)}: failed to create RequestInfo: ${error.message}\n`,
    )
  }
}

/** Nobody changes a request's parameters, so those that have none share these. */
const noParameters = new URLSearchParams()

/** Go's reading of a query: a pair that cannot be read is passed over. */
function readable(query: string): string {
  if (!/%(?![0-9a-fA-F]{2})|;/.test(query)) return query
  return query.split('&').filter((pair) => !/%(?![0-9a-fA-F]{2})|;/.test(pair)).join('&')
}

function split(url: string): [string, string] {
  const at = url.indexOf('?')
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}

function refuse(response: ServerResponse, code: number, text: string): undefined {
  response.writeHead(code, { 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(text)
}

/**
 * Controllers of the requests that are open, by the signal that ends them all: one listener for thousands of watches.
 */
const openRequests = new WeakMap<AbortSignal, Roll<AbortController>>()

function requestsUnder(closing: AbortSignal): Roll<AbortController> {
  const known = openRequests.get(closing)
  if (known) return known
  const open = new Roll<AbortController>()
  openRequests.set(closing, open)
  closing.addEventListener('abort', () => open.all().forEach((controller) => controller.abort()), { once: true })
  return open
}

/** A signal costs more than most answers, so it is made for who asks. */
class OpenExchange implements Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly path: string
  readonly query: URLSearchParams
  readonly info: Exchange['info']
  readonly warnings: string[] = []
  user = anonymous
  bytesSent = 0
  endings?: (() => void)[]
  readonly #closing: AbortSignal
  #signal: AbortSignal | undefined

  constructor(asked: Pick<Exchange, 'request' | 'response' | 'path' | 'query' | 'info'>, closing: AbortSignal) {
    this.request = asked.request
    this.response = asked.response
    this.path = asked.path
    this.query = asked.query
    this.info = asked.info
    this.#closing = closing
  }

  get signal(): AbortSignal {
    return (this.#signal ??= signalOf(this, this.#closing))
  }
}

/** Aborted when the connection goes before the answer is done, or the server closes. */
function signalOf(exchange: Pick<Exchange, 'response' | 'endings'>, closing: AbortSignal): AbortSignal {
  const { response } = exchange
  const controller = new AbortController()
  const open = requestsUnder(closing)
  const place = open.add(controller)
  const end = (): void => {
    open.leave(place)
    controller.abort()
  }
  whenClosed(exchange, end)
  // What is over already tells nobody again.
  if (closing.aborted || response.destroyed || response.closed) end()
  return controller.signal
}
