import 'reflect-metadata'
import { createPublicKey, verify } from 'node:crypto'
import * as x509 from '@peculiar/x509'

/** What is asked for in a certificate signing request (PKCS #10). */
export interface CertificateRequest {
  readonly commonName: string
  readonly organizations: readonly string[]
  /** Whether whoever asks has the key that is to be certified. */
  isSignedByItsKey(): boolean
}

/** Reads the request in DER. Throws when there is none. */
export function readCertificateRequest(der: Uint8Array): CertificateRequest {
  const request = new x509.Pkcs10CertificateRequest(new Uint8Array(der))
  const names = request.subjectName
  return {
    commonName: names.getField('CN').at(-1) ?? '',
    organizations: names.getField('O'),
    isSignedByItsKey: () => isSigned(request),
  }
}

function isSigned(request: x509.Pkcs10CertificateRequest): boolean {
  const key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' })
  const hash = 'hash' in request.signatureAlgorithm ? (request.signatureAlgorithm.hash as { name: string }).name : null
  // What was signed is to be had by this name only.
  return verify(hash?.replace('-', '') ?? null, Buffer.from(request['tbs']), key, Buffer.from(request.signature))
}
