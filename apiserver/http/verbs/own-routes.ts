import type { IssueToken } from '../../authn/service-account-issuer.ts'
import type { Exchange } from '../exchange.ts'
import { notAllowed } from '../refusals.ts'
import { resourceKey } from '../resource-key.ts'
import type { Scope, Services } from '../scope.ts'
import { ask, type ReviewSources, reviews } from '../reviews/index.ts'
import { bind } from './binding.ts'
import { requestToken } from './token.ts'

type Dispatch = (exchange: Exchange) => Promise<void>

/** What the routes that no kind's table answers work with. */
export interface OwnRoutes {
  services: Services
  issueToken: IssueToken
  reviewSources: ReviewSources
}

/**
 * Answers tokens of service accounts, the top-level `bindings` and the questions about access, which are no kinds that
 * are stored; leaves the rest to `next`.
 */
export function withOwnRoutes({ services, issueToken, reviewSources }: OwnRoutes, next: Dispatch): Dispatch {
  const scopeOf = (exchange: Exchange, plural: string): Scope | undefined => {
    const resource = services.resources.get(resourceKey('', 'v1', plural))
    return resource && { exchange, services, resource }
  }
  return (exchange) => {
    const { info } = exchange
    const review = reviews[`${info.resource}.${info.group}`]
    const asked = review && info.verb === 'create' && info.parts.length === 1
      ? services.resources.get(resourceKey(info.group, info.version, info.resource))
      : undefined
    if (review && asked?.definition.namespaced === (info.namespace !== '')) {
      return ask({ exchange, services, resource: asked! }, review, reviewSources)
    }
    if (!info.isResource || info.group !== '' || info.version !== 'v1' || info.namespace === '') return next(exchange)
    const parts = info.parts.length
    if (info.resource === 'serviceaccounts' && info.subresource === 'token' && info.verb === 'create' && parts === 3) {
      const scope = scopeOf(exchange, 'serviceaccounts')
      return scope ? requestToken(scope, issueToken) : next(exchange)
    }
    if (info.resource !== 'bindings' || parts !== 1) return next(exchange)
    const pods = scopeOf(exchange, 'pods')
    if (info.verb !== 'create' || !pods) throw notAllowed()
    return bind(pods)
  }
}
