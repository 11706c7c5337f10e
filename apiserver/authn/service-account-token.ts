import { jwtVerify } from 'jose'
import { tokenLimits } from '../../apimachinery/limits.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import {
  issuer, type KubernetesClaims, type ServiceAccountPayload, serviceAccountUser,
} from './service-account-issuer.ts'
import type { ServiceAccountKey } from './service-account-key.ts'
import type { UserInfo } from './user.ts'

/** The kinds whose end ends a token. */
export type BoundKind = 'serviceaccounts' | 'pods' | 'secrets' | 'nodes'

export interface TokenAuthenticatorOptions {
  key: Pick<ServiceAccountKey, 'publicKey' | 'algorithm'>
  /** The object as it is now; undefined when there is none. */
  find(kind: BoundKind, namespace: string, name: string): KubeObject | undefined
  now(): Date
}

/** Says who a bearer token speaks for; `'invalid'` when it does not hold. */
export type AuthenticateToken = (token: string) => Promise<UserInfo | 'invalid'>

/**
 * Accepts tokens that this cluster's key signed for this server, for as long as the account and what the token is bound
 * to exist: that part is looked up at each request.
 */
export function createTokenAuthenticator({ key, find, now }: TokenAuthenticatorOptions): AuthenticateToken {
  const trusted = new Map<string, { payload: ServiceAccountPayload; until: number }>()
  const verified = async (token: string): Promise<ServiceAccountPayload | undefined> => {
    const at = now().getTime()
    const known = trusted.get(token)
    if (known && at < known.until) return known.payload
    trusted.delete(token)
    const payload = await verify(token, key, now(), issuer)
    if (payload) {
      trusted.set(token, { payload, until: Math.min(at + tokenLimits.trustMilliseconds, (payload.exp ?? 0) * 1000) })
    }
    if (trusted.size > tokenLimits.trusted) trusted.delete(trusted.keys().next().value ?? '')
    return payload
  }
  return async (token) => {
    const payload = await verified(token)
    const claims = payload?.['kubernetes.io']
    if (!payload || !claims || !stands(payload, claims, find, now())) return 'invalid'
    return speakerOf(claims, payload.jti)
  }
}

/** What a token says that this cluster signed for `audience`, or (undefined) for whomever. */
export async function verify(
  token: string, { publicKey, algorithm }: TokenAuthenticatorOptions['key'], currentDate: Date,
  audience: string | undefined,
): Promise<ServiceAccountPayload | undefined> {
  try {
    const { payload } = await jwtVerify<ServiceAccountPayload>(token, publicKey, {
      algorithms: [algorithm], issuer, ...(audience === undefined ? {} : { audience }), currentDate,
      requiredClaims: ['exp', 'sub'],
    })
    return payload
  } catch {
    // Whatever is wrong with it, a stranger is told only that it does not hold.
    return undefined
  }
}

/** Whether the token says one thing, and all it names is still the same object. */
export function stands(
  { sub }: ServiceAccountPayload, claims: KubernetesClaims, find: TokenAuthenticatorOptions['find'], now: Date,
): boolean {
  if (!areClaims(claims)) return false
  const { namespace, serviceaccount, pod, secret, node } = claims
  if (sub !== serviceAccountUser(namespace, serviceaccount.name)) return false
  const same = (kind: BoundKind, of: string, ref: { name: string; uid?: string } | undefined): boolean => {
    if (ref === undefined) return true
    const object = find(kind, of, ref.name)
    return object !== undefined && object.metadata.uid === ref.uid && !isLongDeleted(object, now)
  }
  return same('serviceaccounts', namespace, serviceaccount) && same('pods', namespace, pod) &&
    same('secrets', namespace, secret) && (pod !== undefined || same('nodes', '', node))
}

/** The key may have signed something else, too. */
function areClaims(claims: unknown): claims is KubernetesClaims {
  const isRef = (ref: unknown): boolean => typeof (ref as { name?: unknown } | null | undefined)?.name === 'string'
  const given = (claims ?? {}) as Readonly<Record<keyof KubernetesClaims, unknown>>
  const { namespace, serviceaccount, pod, secret, node } = given
  return typeof namespace === 'string' && isRef(serviceaccount)
    && [pod, secret, node].every((ref) => ref === undefined || isRef(ref))
}

/** Upstream lets what is being deleted finish its work for this long. */
const leewayMs = 60_000

function isLongDeleted({ metadata: { deletionTimestamp } }: KubeObject, now: Date): boolean {
  return typeof deletionTimestamp === 'string' && Date.parse(deletionTimestamp) + leewayMs < now.getTime()
}

/** The user that a token speaks for. */
export function speakerOf(
  { namespace, serviceaccount, pod, node }: KubernetesClaims, jti: string | undefined,
): UserInfo {
  const fact = (key: string, value: string | undefined): [string, string[]][] =>
    (value ? [[`authentication.kubernetes.io/${key}`, [value]]] : [])
  return {
    name: serviceAccountUser(namespace, serviceaccount.name),
    uid: serviceaccount.uid ?? '',
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    extra: Object.fromEntries([
      ...fact('credential-id', jti && `JTI=${jti}`),
      ...fact('node-name', node?.name), ...fact('node-uid', node?.uid),
      ...fact('pod-name', pod?.name), ...fact('pod-uid', pod?.uid),
    ]),
  }
}

/** The token of an `Authorization: Bearer` header; undefined when it carries none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  const found = /^bearer +(\S+)$/i.exec((authorization ?? '').trim())
  return found?.[1]
}
