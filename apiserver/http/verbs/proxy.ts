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
  const { prefix, rest, search } = split(exchange)
  if (upgrade) return handleUpgrade({ ...upgrade, request, target: endpoint(location, `${rest || '/'}${search}`, exchange) })
  if (rest === '' && (request.method === 'GET' || request.method === 'HEAD')) {
    // Relative addresses of a page need the slash.
    response.writeHead(301, { Location: `${exchange.path}/${search}` })
    response.end()
    return
  }
  await forward(exchange, { location, prefix, path: `${rest || '/'}${search}` })
}

/** The path up to `proxy`, and what is behind it, as the client wrote it. */
function split({ path, request, info: { prefix, resource, namespace } }: Exchange): { prefix: string; rest: string; search: string } {
  const segments = path.split('/')
  const depth = segments.indexOf(resource, segments.indexOf(prefix) + (namespace === '' ? 1 : 4)) + 3
  const at = (request.url ?? '').indexOf('?')
  const behind = segments.slice(depth).join('/')
  return {
    prefix: segments.slice(0, depth).join('/'),
    rest: segments.length > depth ? `/${behind}` : '',
    search: at < 0 ? '' : (request.url ?? '').slice(at),
  }
}

function endpoint({ scheme, host, port, tls }: ProxyLocation, path: string, { request }: Exchange): Upgrade['target'] {
  const origin = `${isIPv6(host) ? `[${host}]` : host}:${port}`
  // Put together as text: a path of two slashes must not become another host.
  return { url: new URL(`${scheme}://${origin}${path}`), tls, host: request.headers.host ?? origin }
}
