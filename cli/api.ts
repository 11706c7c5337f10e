import type { TLSSocket } from 'node:tls'
import { unauthorized } from '../apimachinery/api-error.ts'
import type { Logger } from '../apimachinery/log.ts'
import { authenticateCertificate } from '../apiserver/authn/x509.ts'
import { authorize, refusal } from '../apiserver/authz/authorize.ts'
import { type ApiServerConfig, startApiServer } from '../apiserver/main.ts'
import type { Pki } from '../certs/pki.ts'
import { stateFailure } from './failure.ts'
import { listenFailure } from './host.ts'

export interface ApiSetup {
  /** Where the database lives. */
  dataDir: string
  address: string
  port: number
  serviceCidr: string
  maxRequestsInFlight: number
  pki: Pki
  /** The key that signs service account tokens, PEM. */
  serviceAccountKey: string
  log: Logger
  history?: ApiServerConfig['history']
}

/** Errors of the store and the socket that the user can mend, by their code or name. */
const mendable = /^(EADDRINUSE|EADDRNOTAVAIL|EACCES|EROFS|ENOSPC|DataDirectoryError)$/

/** Starts the API server with client certificates and the policy table. Throws a Failure for what the user can mend. */
export async function startApi(
  { dataDir, address, port, serviceCidr, maxRequestsInFlight, pki, serviceAccountKey, log, history = {} }: ApiSetup,
): ReturnType<typeof startApiServer> {
  try {
    return await startApiServer({
      dataDir,
      history,
      address,
      port,
      serviceCidr,
      maxRequestsInFlight,
      serviceAccountKey,
      tls: { ...pki.apiserver, clientCa: pki.authority.cert },
      kubeletClient: { ...pki.kubeletClient, ca: pki.authority.cert },
      authenticate: (request) => {
        const user = authenticateCertificate(request.socket as TLSSocket)
        if (user === 'invalid') throw unauthorized()
        return user
      },
      authorize: (attributes) =>
        authorize(attributes) ? { allowed: true, reason: '' } : { allowed: false, reason: refusal(attributes) },
      log: log.named('apiserver'),
    })
  } catch (error) {
    const { code, name, message } = error as NodeJS.ErrnoException
    if (!mendable.test(code ?? '') && !mendable.test(name)) throw error
    throw listenFailure(error, address, port) ?? stateFailure(message, error)
  }
}
