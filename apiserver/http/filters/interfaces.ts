import type { IncomingMessage } from 'node:http'
import type { UserInfo } from '../../authn/user.ts'

export type { UserInfo } from '../../authn/user.ts'

/** Who sent a request; undefined when nobody says so. Throws ApiError 401 when what was shown does not hold. */
export type Authenticate = (request: IncomingMessage) => Promise<UserInfo | undefined>

/** What a request wants to do; upstream: authorizer.Attributes. */
export interface AuthorizationAttributes {
  user: UserInfo
  verb: string
  group: string
  version: string
  resource: string
  subresource: string
  namespace: string
  name: string
  /** Set when the request is about a resource; else `path` counts. */
  isResource: boolean
  path: string
}

/** Whether the user may; `reason` says why not. */
export type Authorize = (attributes: AuthorizationAttributes) => Promise<{ allowed: boolean; reason: string }>
