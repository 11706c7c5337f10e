import { forbidden, invalid, notSupported, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { parseIP } from '../../../apimachinery/ip.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isDNS1123Subdomain, isValidLegacyIP } from '../../../apimachinery/names.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import {
  clusterIPsOf, familiesOf, isHeadless, isLoadBalancer, needsClusterIP, needsHealthCheck, specOf,
} from './service-shape.ts'
import { validateLoadBalancerClass, validateService } from './service-validation.ts'

/** What an update of a Service may not do, metadata included. */
export function validateServiceUpdate(service: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [specOf(service), specOf(old)]
  const sameClass = (spec['loadBalancerClass'] ?? null) === (before['loadBalancerClass'] ?? null)
  const bothBalance = isLoadBalancer(old) && isLoadBalancer(service)
  const bothCheck = needsHealthCheck(old) && needsHealthCheck(service)
  return [
    ...validateKindMetaUpdate(service, old),
    ...validateClusterIPChange(service, old),
    ...validateFamilyChange(service, old),
    ...(bothBalance && !sameClass
      ? [invalid('spec.loadBalancerClass', spec['loadBalancerClass'], 'may not change once set')]
      : []),
    ...validateLoadBalancerClass(service),
    ...(bothCheck && spec['healthCheckNodePort'] !== before['healthCheckNodePort']
      ? [forbidden('spec.healthCheckNodePort', 'field is immutable')]
      : []),
    ...validateService(service, old),
  ]
}

/** What an update of a Service's status may not do. */
export function validateServiceStatusUpdate(service: KubeObject, old: KubeObject): FieldError[] {
  return [...validateKindMetaUpdate(service, old), ...validateIngress(service, old)]
}

function validateClusterIPChange(service: KubeObject, old: KubeObject): FieldError[] {
  if (!needsClusterIP(service) || !needsClusterIP(old) || (isHeadless(service) && isHeadless(old))) return []
  const [ips, before] = [clusterIPsOf(service), clusterIPsOf(old)]
  const shown = specOf(service)['clusterIPs'] ?? null
  const changed = (at: number): FieldError => invalid(`spec.clusterIPs[${at}]`, shown, 'may not change once set')
  if (ips.length === before.length) return before.flatMap((ip, at) => (ip === ips[at] ? [] : [changed(at)]))
  const errors = before.length > 0 && ips.length > 0 && ips[0] !== before[0] ? [changed(0)] : []
  if (ips.length > before.length) return errors
  if (ips.length === 0) return [invalid('spec.clusterIPs[0]', shown, 'primary clusterIP can not be unset')]
  return [...errors, ...validateRelease(service, ips.length, 'clusterIP')]
}

function validateFamilyChange(service: KubeObject, old: KubeObject): FieldError[] {
  if (!needsClusterIP(service) || !needsClusterIP(old) || isHeadless(service) || isHeadless(old)) return []
  const [families, before] = [familiesOf(service), familiesOf(old)]
  const path = 'spec.ipFamilies[0]'
  const changed = (shown: unknown): FieldError => invalid(path, shown, 'may not change once set')
  if (families.length === before.length) {
    return before.flatMap((family, at) => (family === families[at] ? [] : [changed(families)]))
  }
  const isOther = families.length > 0 && before.length > 0 && families[0] !== before[0]
  const errors = isOther ? [changed(specOf(service)['clusterIPs'] ?? null)] : []
  return families.length > before.length
    ? errors
    : [...errors, ...validateRelease(service, families.length, 'ipFamily')]
}

function validateRelease(service: KubeObject, left: number, what: string): FieldError[] {
  const policy: string | undefined = specOf(service)['ipFamilyPolicy']
  if (left !== 1 || policy === 'SingleStack') return []
  return [invalid('spec.ipFamilyPolicy', policy, `must be set to 'SingleStack' when releasing the secondary ${what}`)]
}

interface Ingress {
  ip?: string
  ipMode?: string
  hostname?: string
}

function validateIngress(service: KubeObject, old: KubeObject): FieldError[] {
  const path = 'status.loadBalancer.ingress'
  const ingress: Ingress[] = service['status']?.loadBalancer?.ingress ?? []
  const existing: Ingress[] = old['status']?.loadBalancer?.ingress ?? []
  if (!isLoadBalancer(service) && ingress.length > 0) {
    return [forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")]
  }
  return ingress.flatMap((entry, at) => validateEntry(
    entry, existing.some(({ ip }) => ip === entry.ip), `${path}[${at}]`,
  ))
}

function validateEntry({ ip = '', ipMode, hostname = '' }: Ingress, isKnown: boolean, path: string): FieldError[] {
  const wrongIP = ip === '' || isKnown ? [] : isValidLegacyIP(ip)
  const wrongHost = hostname === '' ? [] : isDNS1123Subdomain(hostname)
  return [
    ...wrongIP.map((message) => invalid(`${path}.ip`, ip, message)),
    ...validateMode(ip, ipMode, `${path}.ipMode`),
    ...wrongHost.map((message) => invalid(`${path}.hostname`, hostname, message)),
    ...(parseIP(hostname) ? [invalid(`${path}.hostname`, hostname, 'must be a DNS name, not an IP address')] : []),
  ]
}

function validateMode(ip: string, mode: string | undefined, path: string): FieldError[] {
  if (typeof mode !== 'string') return ip === '' ? [] : [required(path, 'must be specified when `ip` is set')]
  if (ip === '') return [forbidden(path, 'may not be specified when `ip` is not set')]
  return mode === 'VIP' || mode === 'Proxy' ? [] : [notSupported(path, mode, ['Proxy', 'VIP'])]
}
