import type { RequestInfo } from './request-info.ts'

const connecting = new Set(['attach', 'exec', 'log', 'portforward', 'proxy'])

/** Requests that last as long as their client likes. Upstream: genericfilters.BasicLongRunningRequestCheck. */
export function isLongRunning({ isResource, verb, subresource }: RequestInfo): boolean {
  return isResource && (verb === 'watch' || verb === 'proxy' || connecting.has(subresource))
}
