import type { TLSSocket } from 'node:tls'
import type { UserInfo } from './user.ts'

/** What is read of a TLS connection. */
export type PeerCertificate = Pick<TLSSocket, 'authorized' | 'getPeerCertificate'>

interface Shown {
  user: UserInfo | 'invalid' | undefined
  /** When the certificate ends; milliseconds. */
  until: number
}

/** A connection's certificate stays the same, and reading it costs more than answering a GET. */
const shown = new WeakMap<PeerCertificate, Shown>()

/**
 * The user a client certificate names: common name and organizations, as upstream's x509 authenticator reads them.
 * `undefined` when none was shown; `'invalid'` when one was shown that the cluster's authority did not sign or that has
 * ended.
 */
export function authenticateCertificate(socket: PeerCertificate, now = Date.now()): UserInfo | 'invalid' | undefined {
  let known = shown.get(socket)
  if (!known) {
    known = read(socket)
    shown.set(socket, known)
  }
  return known.until < now ? 'invalid' : known.user
}

function read(socket: PeerCertificate): Shown {
  const { subject: named, fingerprint256, valid_to: end } = socket.getPeerCertificate() ?? {}
  const subject = named as { CN?: string; O?: string | string[] } | undefined
  if (!subject) return { user: undefined, until: Infinity }
  if (!socket.authorized || !subject.CN) return { user: 'invalid', until: Infinity }
  const organizations = subject.O === undefined ? [] : [subject.O].flat()
  const user = {
    name: subject.CN, uid: '', groups: [...organizations, 'system:authenticated'],
    extra: {
      'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprint256.replaceAll(':', '').toLowerCase()}`],
    },
  }
  return { user, until: Date.parse(end) }
}
