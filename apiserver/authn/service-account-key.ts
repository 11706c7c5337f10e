import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

/** The key with which tokens of service accounts are signed, and how others call it. */
export interface ServiceAccountKey {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly algorithm: 'RS256' | 'ES256'
  /** Goes into a token's head, as upstream derives it from the public key. */
  readonly id: string
}

/**
 * Reads a PKCS8 PEM; without one, makes a key that ends with the process.
 * Throws RangeError for a key that cannot sign tokens.
 */
export function loadServiceAccountKey(pem: string | undefined): ServiceAccountKey {
  const privateKey = pem === undefined
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey)
  const id = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64url')
  return { privateKey, publicKey, algorithm: algorithmOf(privateKey), id }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): ServiceAccountKey['algorithm'] {
  if (asymmetricKeyType === 'rsa') return 'RS256'
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256'
  throw new RangeError('cannot sign tokens: the service account key must be RSA or ECDSA P-256')
}
