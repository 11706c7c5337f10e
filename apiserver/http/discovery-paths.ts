import type { Discovery } from './discovery/index.ts'
import { negotiate } from './accept.ts'
import type { PathHandler } from './dispatch.ts'
import { send } from './encode/present.ts'
import { header } from './exchange.ts'
import { notAllowed, nothingThere } from './refusals.ts'
import { respond } from './respond.ts'

/** `/api`, `/apis` and the documents below them. */
export function discoveryPaths(discovery: Discovery): PathHandler {
  return (exchange) => {
    const { path, request, response } = exchange
    const accept = header(exchange, 'accept')
    const answer = discovery.handle(path, accept, header(exchange, 'if-none-match'))
    if (!answer && /^\/apis?\//.test(path) && discovery.servesGroupOf(path)) throw nothingThere()
    if (!answer) return false
    if (path !== '/apis/' && /^\/apis\/*$/.test(path) && path !== '/apis') return false
    if (request.method !== 'GET' && !anyMethod.test(path)) throw notAllowed()
    const { 'Content-Type': type = plainType, ...headers } = answer.headers
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const routed = !anyMethod.test(path)
    const representation = type === plainType ? negotiate(accept, { views: false, routed }) : undefined
    if (!representation || representation.mediaType === plainType) respond(exchange, answer.status, type, answer.body)
    else send(exchange, answer.status, representation, JSON.parse(answer.body.toString()))
    return true
  }
}

/** What upstream answers without its router: the lists of groups and of a group's versions. */
const anyMethod = /^\/apis(\/[^/]+)?\/?$/
const plainType = 'application/json'
