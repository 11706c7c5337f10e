/** What stands in a proxy's path: `name`, `name:port` or `scheme:name:port`. */
export interface ProxyName {
  scheme: '' | 'http' | 'https'
  name: string
  /** A number or the name of a port; '' for the first or only one. */
  port: string
}

/** Undefined when it is none of the three. Upstream: SplitSchemeNamePort. */
export function parseProxyName(id: string): ProxyName | undefined {
  const parts = id.split(':')
  if (parts.length > 3) return undefined
  const [scheme, name = '', port = ''] = parts.length === 3 ? parts : ['', ...parts]
  if (name === '' || (scheme !== '' && scheme !== 'http' && scheme !== 'https')) return undefined
  return { scheme, name, port }
}
