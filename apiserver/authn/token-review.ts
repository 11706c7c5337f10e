import { issuer } from './service-account-issuer.ts'
import { speakerOf, stands, type TokenAuthenticatorOptions, verify } from './service-account-token.ts'
import type { UserInfo } from './user.ts'

/** Says whose a token is, for whoever was given it; `audiences` are who may have been, none of them this server. */
export type ReviewToken = (token: string, audiences: readonly string[]) =>
  Promise<{ user: UserInfo; audiences: readonly string[] } | { error: string }>

const refusal = 'invalid bearer token'

/** A reviewer of this cluster's own tokens; those for other audiences too. */
export function createTokenReviewer({ key, find, now }: TokenAuthenticatorOptions): ReviewToken {
  return async (token, audiences) => {
    const wanted = audiences.length > 0 ? audiences : [issuer]
    const payload = await verify(token, key, now(), undefined)
    const claims = payload?.['kubernetes.io']
    if (!payload || !claims) return { error: refusal }
    const given = [payload.aud ?? []].flat()
    const both = wanted.filter((audience) => given.includes(audience))
    if (both.length === 0) {
      return {
        error: `[${refusal}, token audiences ${quoted(given)} is invalid for the target audiences ${quoted(wanted)}]`,
      }
    }
    if (!stands(payload, claims, find, now())) return { error: refusal }
    return { user: speakerOf(claims, payload.jti), audiences: both }
  }
}

/** A list of strings as Go's %q prints it. */
function quoted(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(' ')}]`
}
