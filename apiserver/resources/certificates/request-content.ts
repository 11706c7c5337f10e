import { X509Certificate } from 'node:crypto'
import { readCertificateRequest, type CertificateRequest } from '../../../certs/certificate-request.ts'
import { pemBlocks } from './pem.ts'

/**
 * The request in `spec.request`, which is PEM in base64. Throws SyntaxError with upstream's text; upstream: ParseCSR.
 */
export function parseRequest(base64: string | null | undefined): CertificateRequest {
  const [block] = pemBlocks(textOf(base64))
  if (block?.type !== 'CERTIFICATE REQUEST') throw new SyntaxError('PEM block type must be CERTIFICATE REQUEST')
  try {
    return readCertificateRequest(block.der)
  } catch (error) {
    throw new SyntaxError('asn1: structure error: not a certificate request', { cause: error })
  }
}

/** What is wrong with `spec.request`: that it is none, or that it is not signed with its own key. */
export function requestError(base64: string | null | undefined): string | undefined {
  try {
    return parseRequest(base64).isSignedByItsKey() ? undefined : 'x509: signature does not match its key'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * What is wrong with `status.certificate`, a chain in PEM; nothing is wrong with none.
 * Upstream: validateCertificate.
 */
export function certificateError(base64: string | null | undefined): string | undefined {
  if (!base64) return undefined
  const blocks = pemBlocks(textOf(base64))
  for (const { type, hasHeaders, der } of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(type)}`
    if (hasHeaders) return 'no PEM block headers are permitted'
    if (!isCertificate(der)) return 'x509: malformed certificate'
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined
}

const textOf = (base64: string | null | undefined): string => Buffer.from(base64 ?? '', 'base64').toString('latin1')

function isCertificate(der: Buffer): boolean {
  try {
    return new X509Certificate(der).raw.length === der.length
  } catch {
    return false
  }
}
