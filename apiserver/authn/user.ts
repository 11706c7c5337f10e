/** Who a request comes from; upstream: authentication/user.Info. */
export interface UserInfo {
  name: string
  uid: string
  groups: readonly string[]
  extra: Readonly<Record<string, readonly string[]>>
}

/** Who shows nothing; upstream lets such a request on to authorization under this name. */
export const anonymous: UserInfo = { name: 'system:anonymous', uid: '', groups: ['system:unauthenticated'], extra: {} }
