import { ApiError, forbiddenError } from '../../../apimachinery/api-error.ts'
import type { Filter } from '../exchange.ts'
import type { Authorize } from './interfaces.ts'

/** Refuses what the user may not do. */
export function withAuthorization(authorize: Authorize): Filter {
  return async function authorization(exchange, next) {
    const { user, info } = exchange
    exchange.allowed = async (verb) => {
      const { allowed, reason } = await authorize({ user, ...info, verb })
      if (allowed) return
      if (!info.isResource) throw new ApiError(403, 'Forbidden', `forbidden: ${reason}`, {})
      throw forbiddenError(info, info.name, reason)
    }
    await exchange.allowed(info.verb)
    return next()
  }
}
