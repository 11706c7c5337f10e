import { ApiError, forbiddenError } from '../../../apimachinery/api-error.ts'
import type { Filter } from '../exchange.ts'
import type { Authorize } from './interfaces.ts'

/** Refuses what the user may not do. */
export function withAuthorization(authorize: Authorize): Filter {
  return async function authorization({ user, info }, next) {
    const { allowed, reason } = await authorize({ user, ...info })
    if (allowed) return next()
    if (!info.isResource) throw new ApiError(403, 'Forbidden', `forbidden: ${reason}`, {})
    throw forbiddenError(info, info.name, reason)
  }
}
