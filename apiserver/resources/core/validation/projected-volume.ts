import { forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isDNS1123Subdomain } from '../../../../apimachinery/names.ts'
import { validateLabelSelector } from '../../../../apimachinery/selectors.ts'
import { validateSignerName } from '../../certificates/signer-name.ts'
import { unsupported } from './fields.ts'
import { validateDownwardFile, validateKeyToPath } from './key-volumes.ts'
import { fileMode, localUnreservedPath } from './paths.ts'

const minTokenSeconds = 600
const maxTokenSeconds = 2 ** 32
const keyTypes = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519']

/** Says that a path is taken by an earlier source of the volume; `of` is the value it reports. */
type Claim = (target: string, of: string) => FieldError[]
type ProjectionRule = (source: any, path: string, claim: Claim, volumePath: string) => FieldError[]

/** Upstream: validateProjectedVolumeSource. Some errors are reported at the volume, as upstream does. */
export function validateProjectedVolume({ defaultMode, sources = [] }: any, path: string): FieldError[] {
  const taken = new Set<string>()
  const claim: Claim = (target, of) => {
    if (taken.has(target)) return [invalid(path, of, 'conflicting duplicate paths')]
    taken.add(target)
    return []
  }
  const each = sources.flatMap((source: any, index: number) => {
    const at = `${path}.sources[${index}]`
    const given = Object.keys(projections).filter((name) => source[name])
    return [
      ...given.flatMap((name) => projections[name]?.(source[name], `${at}.${name}`, claim, path) ?? []),
      ...(given.length > 1 ? [forbidden(at, 'may not specify more than 1 volume type per source')] : []),
    ]
  })
  return [...fileMode(`${path}.defaultMode`, defaultMode), ...each]
}

const projections: Readonly<Record<string, ProjectionRule>> = {
  secret: validateKeys,
  configMap: validateKeys,
  downwardAPI: ({ items = [] }, path, claim) =>
    items.flatMap((item: any) => [
      ...validateDownwardFile(item, path),
      ...(item.path ? claim(item.path, item.path) : []),
    ]),
  serviceAccountToken: validateToken,
  clusterTrustBundle: validateTrustBundle,
  podCertificate: validatePodCertificate,
}

function validateKeys({ name = '', items = [] }: any, path: string, claim: Claim): FieldError[] {
  return [
    ...(name === '' ? [required(`${path}.name`)] : []),
    ...items.flatMap((item: any, index: number) => [
      ...validateKeyToPath(item, `${path}.items[${index}]`),
      ...(item.path ? claim(item.path, name) : []),
    ]),
  ]
}

function validateToken(
  { expirationSeconds: seconds = 0, path: target }: any, path: string, _: Claim, volumePath: string,
): FieldError[] {
  const at = `${path}.expirationSeconds`
  return [
    ...(seconds < minTokenSeconds ? [invalid(at, seconds, 'may not specify a duration less than 10 minutes')] : []),
    ...(seconds > maxTokenSeconds ? [invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds')] : []),
    ...(target ? localUnreservedPath(`${volumePath}.path`, target) : [required(`${volumePath}.path`)]),
  ]
}

function validateTrustBundle(bundle: any, path: string, claim: Claim): FieldError[] {
  const target: string = bundle.path ?? ''
  return [
    ...validateBundleChoice(bundle, path),
    ...(target === '' ? [required(`${path}.path`)] : []),
    ...localUnreservedPath(`${path}.path`, target),
    ...claim(target, target),
  ]
}

function validateBundleChoice(bundle: any, path: string): FieldError[] {
  const { name, signerName, labelSelector } = bundle
  if (name !== undefined && signerName !== undefined) {
    return [invalid(path, bundle, 'only one of name and signerName may be used')]
  }
  if (name !== undefined) {
    const message = 'labelSelector must be unset if name is specified'
    return [
      ...(name === '' ? [required(`${path}.name`, 'must be a valid object name')] : []),
      ...bundleNameRules(name)
        .map((text) => invalid(`${path}.name`, name, `not a valid clustertrustbundlename: ${text}`)),
      ...(labelSelector ? [invalid(`${path}.labelSelector`, labelSelector, message)] : []),
    ]
  }
  if (signerName === undefined) return [required(path, 'either name or signerName must be specified')]
  return [
    ...(signerName === '' ? [required(`${path}.signerName`, 'must be a valid signer name')] : []),
    ...validateSignerName(signerName, `${path}.signerName`),
    ...validateLabelSelector(labelSelector, `${path}.labelSelector`),
  ]
}

/** A bundle of a signer is named `<signer with a colon for the slash>:<name>`. */
function bundleNameRules(name: string): string[] {
  return isDNS1123Subdomain(name.slice(name.lastIndexOf(':') + 1))
}

function validatePodCertificate(certificate: any, path: string, claim: Claim): FieldError[] {
  const names = ['credentialBundlePath', 'keyPath', 'certificateChainPath'].filter((name) => certificate[name])
  const { signerName = '', keyType = '', maxExpirationSeconds: seconds } = certificate
  const atSeconds = `${path}.maxExpirationSeconds`
  const missing = 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath'
  return [
    ...validateSignerName(signerName, `${path}.signerName`),
    ...(keyTypes.includes(keyType) ? [] : [unsupported(`${path}.keyType`, keyType, keyTypes)]),
    ...(seconds < 3600 ? [invalid(atSeconds, seconds, 'if provided, maxExpirationSeconds must be >= 3600')] : []),
    ...names.flatMap((name) => [
      ...localUnreservedPath(`${path}.${name}`, certificate[name]),
      ...claim(certificate[name], certificate[name]),
    ]),
    ...(names.length === 0 ? [required(path, missing)] : []),
  ]
}
