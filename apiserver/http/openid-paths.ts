import { ApiError } from '../../apimachinery/api-error.ts'
import { issuer } from '../authn/service-account-issuer.ts'
import type { ServiceAccountKey } from '../authn/service-account-key.ts'
import type { PathHandler } from './dispatch.ts'
import { type Exchange, header } from './exchange.ts'
import { notAllowed } from './refusals.ts'
import { respond } from './respond.ts'
import { withoutTrailingSlashes } from '../../apimachinery/slashes.ts'

const keySetPath = '/openid/v1/jwks'
const keySetType = 'application/jwk-set+json'

/**
 * What others need to verify the tokens of service accounts: `/.well-known/openid-configuration` and
 * `/openid/v1/jwks`; upstream: routes.OpenIDMetadataServer. `serverAddress` is where the key set is to be had.
 */
export function openIdPaths({ publicKey, algorithm, id }: ServiceAccountKey, serverAddress: string): PathHandler {
  const configuration = JSON.stringify({
    issuer,
    jwks_uri: `https://${serverAddress}${keySetPath}`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [algorithm],
  })
  const keySet = JSON.stringify({
    keys: [{ use: 'sig', kid: id, alg: algorithm, ...publicKey.export({ format: 'jwk' }) }],
  })
  return (exchange) => {
    const path = withoutTrailingSlashes(exchange.path)
    const isConfiguration = path === '/.well-known/openid-configuration'
    if (!isConfiguration && path !== keySetPath) return false
    if (exchange.request.method !== 'GET') throw notAllowed()
    return isConfiguration ? answer(exchange, 'application/json', configuration) : answer(exchange, keySetType, keySet)
  }
}

function answer(exchange: Exchange, type: string, body: string): true {
  const ranges = header(exchange, 'accept').split(',').map((range) => range.split(';')[0]!.trim())
  if (!ranges.some((range) => range === '' || range === '*/*' || range === type)) {
    throw new ApiError(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${type}`, {})
  }
  exchange.response.setHeader('Cache-Control', 'public, max-age=3600')
  respond(exchange, 200, type, body)
  return true
}
