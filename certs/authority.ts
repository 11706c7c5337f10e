import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { Profile } from './profiles.ts'

const { subtle } = webcrypto
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 24 * 60 * 60 * 1000
/** Lifetimes in days, as k3s has them. */
const authorityDays = 3650
const certificateDays = 365
/** A certificate is valid a little before it is issued, because clocks differ. */
const skewMs = 5 * 60 * 1000

/** A certificate and its private key (PKCS #8), both PEM. */
export interface KeyPair {
  cert: string
  key: string
}

/** Makes a new self-signed authority named `commonName`. */
export async function createAuthority(commonName: string, now: Date): Promise<KeyPair> {
  const keys = await subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: subject(commonName, []),
    ...validity(now, authorityDays),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: pem(cert), key: await privateKeyPem(keys.privateKey) }
}

/** Issues a certificate for `profile`; `sans` are DNS names and IP addresses, for servers. */
export async function issue(
  authority: KeyPair, profile: Profile, { sans, now }: { sans: readonly string[]; now: Date },
): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(authority.cert)
  const keys = await subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const purpose = profile.usage === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: subject(profile.commonName, profile.organizations),
    issuer: issuer.subject,
    ...validity(now, certificateDays),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([purpose]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...(sans.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(sans.map(generalName))]),
    ],
  })
  return { cert: pem(cert), key: await privateKeyPem(keys.privateKey) }
}

/** The names a certificate is for, and when it ends. Throws when `cert` is not a certificate. */
export function inspect(cert: string): { sans: string[]; notAfter: Date } {
  const parsed = new x509.X509Certificate(cert)
  const names = parsed.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? []
  return { sans: names.map((name) => name.value), notAfter: parsed.notAfter }
}

/** A name that is an IP address goes into the certificate as one. */
function generalName(name: string): x509.GeneralName {
  return new x509.GeneralName(/^[\d.]+$|:/.test(name) ? 'ip' : 'dns', name)
}

function subject(commonName: string, organizations: readonly string[]): x509.Name {
  return new x509.Name([...organizations.map((name) => ({ O: [name] })), { CN: [commonName] }])
}

function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - skewMs), notAfter: new Date(now.getTime() + days * dayMs) }
}

/** A positive serial number of 127 bits. */
function serial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01
  return bytes.toString('hex')
}

function pem(cert: x509.X509Certificate): string {
  return `${cert.toString('pem')}\n`
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`
}

function importKey(key: string): Promise<webcrypto.CryptoKey> {
  return subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(key), algorithm, false, ['sign'])
}
