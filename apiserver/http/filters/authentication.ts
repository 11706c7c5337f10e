import { unauthorized } from '../../../apimachinery/api-error.ts'
import { anonymous, type UserInfo } from '../../authn/user.ts'
import type { Exchange, Filter } from '../exchange.ts'
import type { Authenticate } from './interfaces.ts'

/** Finds out who asks. Who shows nothing goes on as `system:anonymous`, unless that is turned off. */
export function withAuthentication(authenticate: Authenticate, { allowAnonymous = true } = {}): Filter {
  const become = (exchange: Exchange, user: UserInfo | undefined): void => {
    if (!user && !allowAnonymous) throw unauthorized()
    exchange.user = user ?? anonymous
  }
  return function authentication(exchange, next) {
    const user = authenticate(exchange.request)
    if (user instanceof Promise) {
      return user.then((found) => {
        become(exchange, found)
        return next()
      })
    }
    become(exchange, user)
    return next()
  }
}
