import { unauthorized } from '../../../apimachinery/api-error.ts'
import { anonymous } from '../../authn/user.ts'
import type { Filter } from '../exchange.ts'
import type { Authenticate } from './interfaces.ts'

/** Finds out who asks. Who shows nothing goes on as `system:anonymous`, unless that is turned off. */
export function withAuthentication(authenticate: Authenticate, { allowAnonymous = true } = {}): Filter {
  return async function authentication(exchange, next) {
    const user = await authenticate(exchange.request)
    if (!user && !allowAnonymous) throw unauthorized()
    exchange.user = user ?? anonymous
    return next()
  }
}
