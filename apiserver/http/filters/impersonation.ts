import { badRequest, forbiddenError } from '../../../apimachinery/api-error.ts'
import type { UserInfo } from '../../authn/user.ts'
import { type Exchange, type Filter, header } from '../exchange.ts'
import type { Authorize, AuthorizationAttributes } from './interfaces.ts'

const extraPrefix = 'impersonate-extra-'

/** Lets whoever may `impersonate` act as somebody else; upstream: filters.WithImpersonation. */
export function withImpersonation(authorize: Authorize): Filter {
  return function impersonation(exchange, next) {
    // Nearly nobody does, and to take all headers apart costs more than the other filters together.
    return asksForSomebody(exchange) ? impersonate(exchange, authorize, next) : next()
  }
}

function asksForSomebody({ request: { headers } }: Exchange): boolean {
  for (const name in headers) if (name.startsWith('impersonate-')) return true
  return false
}

async function impersonate(exchange: Exchange, authorize: Authorize, next: () => Promise<void>): Promise<void> {
  const wanted = readImpersonation(exchange)
  if (wanted) {
    await check(exchange, wanted, authorize)
    exchange.user = wanted
  }
  return next()
}

function readImpersonation(exchange: Exchange): UserInfo | undefined {
  const { headers } = exchange.request
  const name = header(exchange, 'impersonate-user')
  const groups = values(exchange, 'impersonate-group')
  const uid = header(exchange, 'impersonate-uid')
  const extra = Object.fromEntries(Object.keys(headers).filter((key) => key.startsWith(extraPrefix))
    .map((key) => [unescaped(key.slice(extraPrefix.length)), values(exchange, key)]))
  if (name === '') {
    if (groups.length === 0 && uid === '' && Object.keys(extra).length === 0) return undefined
    throw badRequest('requested [{Group   []}] without impersonating a user')
  }
  return { name, uid, groups: withStanding(name, groups), extra }
}

/** What cannot be unescaped stays as it is. Upstream: unescapeExtraKey. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

/** Service accounts get their groups by their name; everybody who is somebody is authenticated. */
function withStanding(name: string, groups: readonly string[]): string[] {
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name)
  const all = account && groups.length === 0
    ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`]
    : [...groups]
  const standing = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'
  return all.includes(standing) || all.includes('system:unauthenticated') ? all : [...all, standing]
}

/** Header lines repeated: the parsed headers join them, so the raw ones are read. */
function values({ request }: Exchange, name: string): string[] {
  const distinct = (request as { headersDistinct?: Record<string, string[]> }).headersDistinct
  const found = distinct ? distinct[name] : request.headers[name]
  if (found === undefined) return []
  return Array.isArray(found) ? found : found.split(', ')
}

async function check({ user, info }: Exchange, wanted: UserInfo, authorize: Authorize): Promise<void> {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(wanted.name)
  const base: AuthorizationAttributes = {
    user, verb: 'impersonate', group: '', version: 'v1', resource: 'users', subresource: '',
    namespace: '', name: wanted.name, isResource: true, path: info.path,
  }
  const asked: AuthorizationAttributes[] = [
    account ? { ...base, resource: 'serviceaccounts', namespace: account[1] ?? '', name: account[2] ?? '' } : base,
    ...wanted.groups.filter((group) => group !== 'system:authenticated')
      .map((name) => ({ ...base, resource: 'groups', name })),
    ...Object.entries(wanted.extra).flatMap(([key, all]) => all.map((name) =>
      ({ ...base, group: 'authentication.k8s.io', resource: 'userextras', subresource: key, name }))),
    ...(wanted.uid === '' ? [] : [{ ...base, group: 'authentication.k8s.io', resource: 'uids', name: wanted.uid }]),
  ]
  for (const attributes of asked) {
    const { allowed, reason } = await authorize(attributes)
    if (!allowed) throw forbiddenError(attributes, attributes.name, reason)
  }
}
