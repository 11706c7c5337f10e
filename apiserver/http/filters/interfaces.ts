import type { IncomingMessage } from 'node:http'
import type { UserInfo } from '../../authn/user.ts'
import type { Attributes } from '../../authz/authorize.ts'

export type { UserInfo } from '../../authn/user.ts'

/** What is mostly known at once: a promise for each would cost more than the finding out. */
type Soon<T> = T | Promise<T>

/** Who sent a request; undefined when nobody says so. Throws ApiError 401 when what was shown does not hold. */
export type Authenticate = (request: IncomingMessage) => Soon<UserInfo | undefined>

/** What a request wants to do. */
export type AuthorizationAttributes = Attributes

/** Whether the user may; `reason` says why not. */
export type Authorize = (attributes: AuthorizationAttributes) => Soon<Decision>

/** What authorization says. */
export interface Decision {
  allowed: boolean
  reason: string
}
