import type { Discovery } from './discovery/index.ts'
import { negotiate, type Representation } from './accept.ts'
import type { PathHandler } from './dispatch.ts'
import { send } from './encode/present.ts'
import { isPretty, printJson } from './encode/pretty.ts'
import { type Exchange, header } from './exchange.ts'
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
    const form: Form = type === plainType ? negotiate(accept, { views: false, routed }) : { mediaType: plainType }
    if (form.mediaType === plainType) respond(exchange, answer.status, type, printed(exchange, form, answer.body))
    else send(exchange, answer.status, form, JSON.parse(answer.body.toString()))
    return true
  }
}

type Form = Pick<Representation, 'mediaType' | 'pretty'>

/** The kept bytes, or their JSON again for people. Nothing stands in the answer to who has it already. */
function printed(exchange: Exchange, form: Form, body: Buffer): Buffer | string {
  return body.length > 0 && isPretty(exchange, form) ? printJson(JSON.parse(body.toString()), true) : body
}

/** What upstream answers without its router: the lists of groups and of a group's versions. */
const anyMethod = /^\/apis(\/[^/]+)?\/?$/
const plainType = 'application/json'
