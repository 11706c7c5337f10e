import type { PathHandler } from './dispatch.ts'
import { header } from './exchange.ts'
import { gnosticType, type OpenApi } from './openapi/index.ts'
import { respond } from './respond.ts'

/** `/openapi/v2`, in protobuf to whoever asks for it, and `/openapi/v3` with a document per version. */
export function openApiPaths(openApi: () => OpenApi): PathHandler {
  return (exchange) => {
    const path = exchange.path.replace(/\/+$/, '')
    if (path === '/openapi/v2') {
      const protobuf = header(exchange, 'accept').includes('proto-openapi')
      const body = protobuf ? openApi().v2Protobuf() : openApi().v2Json()
      respond(exchange, 200, protobuf ? gnosticType : 'application/json', body)
      return true
    }
    if (path === '/openapi/v3') {
      respond(exchange, 200, 'application/json', openApi().v3Index())
      return true
    }
    const document = path.startsWith('/openapi/v3/') ? openApi().v3Document(path.slice('/openapi/v3/'.length)) : undefined
    if (!document) return false
    exchange.response.setHeader('Etag', `"${document.hash}"`)
    respond(exchange, 200, 'application/json', document.body)
    return true
  }
}
