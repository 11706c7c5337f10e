import type { Discovery } from './discovery/index.ts'
import type { PathHandler } from './dispatch.ts'
import { header } from './exchange.ts'
import { notAllowed } from './refusals.ts'
import { respond } from './respond.ts'

/** `/api`, `/apis` and the documents below them. */
export function discoveryPaths(discovery: Discovery): PathHandler {
  return (exchange) => {
    const { path, request, response } = exchange
    const answer = discovery.handle(path, header(exchange, 'accept'), header(exchange, 'if-none-match'))
    if (!answer) return false
    if (request.method !== 'GET' && /^\/api(s\/[^/]+)?\/[^/]+\/?$/.test(path)) throw notAllowed()
    const { 'Content-Type': type = 'application/json', ...headers } = answer.headers
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    respond(exchange, answer.status, type, answer.body)
    return true
  }
}
