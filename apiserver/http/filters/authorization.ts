import { ApiError, forbiddenError } from '../../../apimachinery/api-error.ts'
import type { Exchange, Filter } from '../exchange.ts'
import type { Authorize, Decision } from './interfaces.ts'

/** Refuses what the user may not do. */
export function withAuthorization(authorize: Authorize): Filter {
  return function authorization(exchange, next) {
    const decide = (verb: string) => authorize({ user: exchange.user, ...exchange.info, verb })
    exchange.allowed = async (verb) => refuseUnlessAllowed(exchange, await decide(verb))
    const decision = decide(exchange.info.verb)
    if (decision instanceof Promise) {
      return decision.then((made) => {
        refuseUnlessAllowed(exchange, made)
        return next()
      })
    }
    refuseUnlessAllowed(exchange, decision)
    return next()
  }
}

function refuseUnlessAllowed({ info }: Exchange, { allowed, reason }: Decision): void {
  if (allowed) return
  if (!info.isResource) throw new ApiError(403, 'Forbidden', `forbidden: ${reason}`, {})
  throw forbiddenError(info, info.name, reason)
}
