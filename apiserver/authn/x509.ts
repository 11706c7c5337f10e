import type { TLSSocket } from 'node:tls'
import type { UserInfo } from './user.ts'

/** What is read of a TLS connection. */
export type PeerCertificate = Pick<TLSSocket, 'authorized' | 'getPeerCertificate'>

/**
 * The user a client certificate names: common name and organizations, as upstream's x509 authenticator reads them.
 * `undefined` when none was shown; `'invalid'` when one was shown that the cluster's authority did not sign or that has ended.
 */
export function authenticateCertificate(socket: PeerCertificate): UserInfo | 'invalid' | undefined {
  const subject = socket.getPeerCertificate()?.subject as { CN?: string; O?: string | string[] } | undefined
  if (!subject) return undefined
  if (!socket.authorized || !subject.CN) return 'invalid'
  const organizations = subject.O === undefined ? [] : [subject.O].flat()
  return { name: subject.CN, uid: '', groups: [...organizations, 'system:authenticated'], extra: {} }
}
