import { posix } from 'node:path'

/** Where a proxied page lies, on both sides. */
export interface ProxyPlace {
  /** The path of the proxy: `/api/v1/namespaces/x/services/y/proxy`. */
  prefix: string
  /** The backend's host and port. */
  backendHost: string
  /** The host that the client asked. */
  clientHost: string
}

const shape = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/s

/**
 * An address in a backend's answer as the client must ask for it: what is absolute on the same host goes through the
 * proxy, the rest stays as it is. Upstream: proxy.Transport's rewriteURL.
 */
export function rewriteUrl(text: string, { prefix, backendHost, clientHost }: ProxyPlace): string {
  const [, scheme = '', host = '', path = '', query = '', fragment = ''] = shape.exec(text) ?? []
  const elsewhere = host !== '' && host !== backendHost && host !== clientHost
  if (elsewhere || !path.startsWith('/')) return text
  const origin = host !== '' && host === clientHost ? `${scheme === '' ? '' : `${scheme}:`}//${host}` : ''
  const joined = path.startsWith(prefix) ? path : posix.join(prefix, path)
  return `${origin}${joined}${query}${fragment}`
}
