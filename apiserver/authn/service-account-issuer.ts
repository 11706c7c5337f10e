import { randomUUID } from 'node:crypto'
import { type JWTPayload, SignJWT } from 'jose'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ServiceAccountKey } from './service-account-key.ts'

/** Who signs the cluster's tokens, and the audience that means this server. */
export const issuer = 'https://kubernetes.default.svc.cluster.local'

/** An object as a token names it. */
export interface TokenRef {
  name: string
  uid?: string
}

/** Upstream's private claims. */
export interface KubernetesClaims {
  namespace: string
  serviceaccount: TokenRef
  pod?: TokenRef
  secret?: TokenRef
  node?: TokenRef
}

/** What a token carries. */
export interface ServiceAccountPayload extends JWTPayload {
  'kubernetes.io'?: KubernetesClaims
}

/** What a token is to say. */
export interface TokenWish {
  account: KubeObject
  audiences: readonly string[]
  seconds: number
  /** The objects with whose end the token ends. */
  bound?: Pick<KubernetesClaims, 'pod' | 'secret' | 'node'>
  now: Date
}

/** Signs a token. */
export type IssueToken = (wish: TokenWish) => Promise<string>

/** The upstream user name of an account. */
export function serviceAccountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`
}

/** How an object is named in a token. */
export function refOf({ metadata }: KubeObject): TokenRef {
  return { name: metadata.name ?? '', ...(metadata.uid ? { uid: metadata.uid } : {}) }
}

/** Signs with one key. */
export function createTokenIssuer({ privateKey, algorithm, id }: ServiceAccountKey): IssueToken {
  return ({ account, audiences, seconds, bound = {}, now }) => {
    const { namespace = '', name = '' } = account.metadata
    const at = Math.floor(now.getTime() / 1000)
    const claims: KubernetesClaims = { namespace, serviceaccount: refOf(account), ...bound }
    return new SignJWT({ 'kubernetes.io': claims })
      .setProtectedHeader({ alg: algorithm, kid: id })
      .setIssuer(issuer)
      .setSubject(serviceAccountUser(namespace, name))
      .setAudience([...audiences])
      .setIssuedAt(at)
      .setNotBefore(at)
      .setExpirationTime(at + seconds)
      .setJti(randomUUID())
      .sign(privateKey)
  }
}
