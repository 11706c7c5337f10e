import { duplicate, invalid, notSupported, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { parseIP } from '../../../apimachinery/ip.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isValidLegacyIP } from '../../../apimachinery/names.ts'
import { clusterIPsOf, familiesOf, isHeadless, specOf } from './service-shape.ts'

const path = 'spec.clusterIPs'

/** How cluster IPs, families and their policy go together. Upstream: ValidateServiceClusterIPsRelatedFields. */
export function validateClusterIPs(service: KubeObject, old: KubeObject | undefined): FieldError[] {
  if (specOf(service)['type'] === 'ExternalName') return []
  const ips = clusterIPsOf(service)
  const malformed = ips.flatMap((ip, at) => validateClusterIP(ip, at, ips, clusterIPsOf(old)))
  return [
    ...validatePrimary(service),
    ...validateFamilies(familiesOf(service)),
    ...validatePolicy(specOf(service)['ipFamilyPolicy']),
    ...malformed,
    ...(ips.length > 2 ? [invalid(path, ips, 'may only hold up to 2 values')] : []),
    ...(malformed.length > 0 ? [] : validateStacks(service)),
  ]
}

/** `IPv4` or `IPv6`. */
export function familyOf(ip: string): string {
  return parseIP(ip)?.family === 6 ? 'IPv6' : 'IPv4'
}

function validatePrimary(service: KubeObject): FieldError[] {
  const ip: string = specOf(service)['clusterIP'] ?? ''
  const ips = clusterIPsOf(service)
  if (ip === '') {
    return ips.length === 0 ? [] : [invalid(path, ips, 'must be empty when `clusterIP` is not specified')]
  }
  if (ips.length === 0) return [required(path)]
  return ips[0] === ip ? [] : [invalid(path, ips, 'first value must match `clusterIP`')]
}

function validateFamilies(families: readonly string[]): FieldError[] {
  const supported = ['IPv4', 'IPv6']
  return families.flatMap((family, at) => [
    ...(supported.includes(family) ? [] : [notSupported(`spec.ipFamilies[${at}]`, family, supported)]),
    ...(families.indexOf(family) < at ? [duplicate(`spec.ipFamilies[${at}]`, family)] : []),
  ])
}

function validatePolicy(policy: string | undefined): FieldError[] {
  const supported = ['SingleStack', 'PreferDualStack', 'RequireDualStack']
  if (policy === undefined || policy === null || supported.includes(policy)) return []
  return [notSupported('spec.ipFamilyPolicy', policy, supported)]
}

function validateClusterIP(ip: string, at: number, ips: readonly string[], existing: readonly string[]): FieldError[] {
  if (at === 0 && ip === 'None') {
    return ips.length > 1 ? [invalid(path, ips, "'None' must be the first and only value")] : []
  }
  if (existing.includes(ip)) return []
  return isValidLegacyIP(ip).map((message) => invalid(`${path}[${at}]`, ip, message))
}

function validateStacks(service: KubeObject): FieldError[] {
  const ips = clusterIPsOf(service)
  const families = familiesOf(service)
  const stacks = new Set(ips.map(familyOf))
  const single = ips.length > 1 && stacks.size < 2
  const mismatched = isHeadless(service) ? [] : ips.flatMap((ip, at) => {
    const family = families[at]
    if (family === undefined || family === familyOf(ip) || (family !== 'IPv4' && family !== 'IPv6')) return []
    const message = `expected an ${family} value as indicated by \`ipFamilies[${at}]\``
    return [invalid(`${path}[${at}]`, ip, message)]
  })
  return [...(single ? [invalid(path, ips, 'may specify no more than one IP for each IP family')] : []), ...mismatched]
}
