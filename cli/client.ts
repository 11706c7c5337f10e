import { X509Certificate } from 'node:crypto'
import { authenticateCertificate } from '../apiserver/authn/x509.ts'
import type { ApiServer } from '../apiserver/main.ts'
import { type ApiClient, clientOver } from '../watchers/runtime/client.ts'

/** A client with the current context of a kubeconfig's text. */
export async function connect(kubeconfig: string, userAgent: string): Promise<ApiClient> {
  const { connectOver } = await import('./remote-client.ts')
  return connectOver(kubeconfig, userAgent)
}

/** A client of a server in this process, under the name in a certificate: the chain is called without a connection. */
export function connectInside(api: Pick<ApiServer, 'requestAs'>, certificate: string, userAgent: string): ApiClient {
  const subject = new X509Certificate(certificate).toLegacyObject()
  const user = authenticateCertificate({ authorized: true, getPeerCertificate: () => subject as never })
  if (!user || user === 'invalid') throw new RangeError('cannot connect: the certificate names nobody')
  const request = api.requestAs(user)
  return clientOver(({ headers, ...rest }) => request({ ...rest, headers: { 'user-agent': userAgent, ...headers } }))
}
