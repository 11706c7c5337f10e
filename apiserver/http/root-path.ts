import type { ResourceDefinition } from '../resources/definition.ts'
import type { PathHandler } from './dispatch.ts'
import { respond } from './respond.ts'

/** What is served besides kinds and health checks. */
const otherPaths = [
  '/.well-known/openid-configuration', '/api', '/apis', '/apis/', '/openapi/v2', '/openapi/v3', '/openapi/v3/',
  '/metrics', '/metrics/slis', '/openid/v1/jwks', '/version',
]

/** `/` and `/index.html`: the paths that are served; upstream: routes.Index. */
export function rootPath(definitions: readonly ResourceDefinition[], healthPaths: readonly string[]): PathHandler {
  const kinds = definitions.flatMap(({ group, version }) =>
    group === '' ? [`/api/${version}`] : [`/apis/${group}`, `/apis/${group}/${version}`])
  const paths = [...new Set([...otherPaths, ...kinds, ...healthPaths])].sort()
  const body = JSON.stringify({ paths }, undefined, 2)
  return (exchange) => {
    if (exchange.path !== '/' && exchange.path !== '/index.html') return false
    respond(exchange, 200, 'application/json', body)
    return true
  }
}
