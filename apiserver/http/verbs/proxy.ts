import { isIPv6 } from 'node:net'
import { badRequest } from '../../../apimachinery/api-error.ts'
import { forward } from '../proxy/forward.ts'
import { locate, type ProxyLocation } from '../proxy/location.ts'
import type { Exchange } from '../exchange.ts'
import type { Scope } from '../scope.ts'
import { handleUpgrade, type Upgrade } from '../upgrade/upgrade.ts'

/** Any method on `pods|services|nodes/ID/proxy/…`: what is behind it answers. Upstream: the three ProxyREST. */
export async function proxy(scope: Scope): Promise<void> {
  const { exchange } = scope
  const { upgrade, request, response, query } = exchange
  if (query.has('dryRun')) throw badRequest('dryRun is not supported')
  const location = await locate(scope)
  const { prefix, rest, search } = splitProxyPath(exchange)
  if (upgrade) {
    return handleUpgrade({ ...upgrade, request, target: endpoint(location, `${rest || '/'}${search}`, exchange) })
  }
  if (rest === '' && (request.method === 'GET' || request.method === 'HEAD')) {
    // Relative addresses of a page need the slash.
    response.writeHead(301, { Location: `${exchange.path}/${search}`, 'Content-Length': 0 })
    response.end()
    return
  }
  await forward(exchange, { location, prefix, path: `${rest || '/'}${search}` })
}

/** The path up to `proxy`; what is behind it, as a backend is asked; and the query. Upstream: getRequestOptions. */
export function splitProxyPath(
  { path, request, info: { parts, namespace } }: Exchange,
): { prefix: string; rest: string; search: string } {
  const joined = parts.slice(3).map(escapeSegment).join('/')
  const rest = joined === '' || joined.startsWith('/') ? joined : `/${joined}`
  const at = (request.url ?? '').indexOf('?')
  const segments = path.split('/')
  const first = segments.findIndex((segment) => segment !== '')
  return {
    // api, v1, namespaces and its name, the kind, the name, proxy.
    prefix: segments.slice(0, first + (namespace === '' ? 5 : 7)).join('/'),
    rest: path.endsWith('/') && !rest.endsWith('/') ? `${rest}/` : rest,
    search: at < 0 ? '' : (request.url ?? '').slice(at),
  }
}

/** As Go writes a path that it has read: what was escaped without need is so no more, and the other way round. */
function escapeSegment(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(2F|24|26|2B|2C|3A|3B|3D|40)/g, (whole) => decodeURIComponent(whole))
}

function endpoint({ scheme, host, port, tls }: ProxyLocation, path: string, { request }: Exchange): Upgrade['target'] {
  const origin = `${isIPv6(host) ? `[${host}]` : host}:${port}`
  // Put together as text: a path of two slashes must not become another host.
  return { url: new URL(`${scheme}://${origin}${path}`), tls, host: request.headers.host ?? origin }
}
