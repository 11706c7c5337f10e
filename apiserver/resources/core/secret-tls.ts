import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { KubeObject } from '../../../apimachinery/meta.ts'

/** A warning when the key of a TLS Secret does not go with its certificate, in the words of Go's `tls.X509KeyPair`. */
export function secretWarnings(object: KubeObject): string[] {
  if (object['type'] !== 'kubernetes.io/tls') return []
  const read = (key: string): string => Buffer.from(object['data']?.[key] ?? '', 'base64').toString('latin1')
  const wrong = keyPairError(read('tls.crt'), read('tls.key'))
  return wrong === undefined ? [] : [wrong]
}

function keyPairError(certificate: string, key: string): string | undefined {
  if (!/-----BEGIN [^-]+-----/.test(certificate)) return 'tls: failed to find any PEM data in certificate input'
  if (!certificate.includes('-----BEGIN CERTIFICATE-----')) {
    const types = [...certificate.matchAll(/-----BEGIN ([^-]+)-----/g)].map(([, type]) => type)
    return 'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the '
      + `following types: [${types.join(' ')}]`
  }
  if (!/-----BEGIN [^-]+-----/.test(key)) return 'tls: failed to find any PEM data in key input'
  try {
    const leaf = new X509Certificate(certificate)
    return leaf.checkPrivateKey(createPrivateKey(key)) ? undefined : 'tls: private key does not match public key'
  } catch {
    return 'tls: failed to parse private key'
  }
}
