import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import { parseIP } from '../../../apimachinery/ip.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import {
  isDNS1123Subdomain, isValidLegacyIP, isWildcardDNS1123Subdomain,
} from '../../../apimachinery/names.ts'
import { dns1123Subdomain, invalidFor } from '../core/validation/fields.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { validateBackend, validateRuleValue } from './ingress-rules.ts'
import { classAnnotation } from './ingress-class-annotation.ts'

/** What an update may leave as it was, though it is wrong. */
interface Leniency {
  anySecretName: boolean
  anyWildcardRule: boolean
}

/** What is wrong with a new Ingress, its metadata aside. Upstream: ValidateIngressCreate. */
export function validateIngress({ metadata, spec = {} }: KubeObject): FieldError[] {
  const value = metadata.annotations?.[classAnnotation]
  const name: string | undefined = spec.ingressClassName
  const differs = value !== undefined && name !== undefined && value !== name
  return [
    ...validateSpec(spec, { anySecretName: false, anyWildcardRule: false }),
    ...(differs
      ? [invalid(`annotations.${classAnnotation}`, value, 'must match `ingressClassName` when both are specified')]
      : []),
  ]
}

/** What an update may not do. Upstream: ValidateIngressUpdate. */
export function validateIngressUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const before = old['spec'] ?? {}
  const tls: any[] = before.tls ?? []
  const rules: any[] = before.rules ?? []
  return [
    ...validateKindMetaUpdate(object, old),
    ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...validateSpec(object['spec'] ?? {}, {
      anySecretName: tls.some(({ secretName }) => secretName && isDNS1123Subdomain(secretName).length > 0),
      anyWildcardRule: rules.some((rule) => rule.host?.includes('*') && validateRuleValue(rule, '').length > 0),
    }),
  ]
}

/** What an update of the status may not do. */
export function validateIngressStatusUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const points: any[] = object['status']?.loadBalancer?.ingress ?? []
  const known = new Set<string>((old['status']?.loadBalancer?.ingress ?? []).map(({ ip }: any) => ip))
  return [
    ...validateKindMetaUpdate(object, old),
    ...points.flatMap(({ ip = '', hostname = '' }, at) => {
      const path = `status.loadBalancer.ingress[${at}]`
      return [
        ...(ip === '' || known.has(ip) ? [] : invalidFor(`${path}.ip`, ip, isValidLegacyIP(ip))),
        ...(hostname === '' ? [] : dns1123Subdomain(`${path}.hostname`, hostname)),
        ...(parseIP(hostname) ? [notAnIP(`${path}.hostname`, hostname)] : []),
      ]
    }),
  ]
}

function validateSpec(spec: any, leniency: Leniency): FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName: name } = spec
  return [
    ...(rules.length === 0 && !defaultBackend
      ? [invalid('spec', spec.rules ?? null, 'either `defaultBackend` or `rules` must be specified')]
      : []),
    ...(defaultBackend ? validateBackend(defaultBackend, 'spec.defaultBackend') : []),
    ...(rules as any[]).flatMap((rule, at) => validateRule(rule, leniency, `spec.rules[${at}]`)),
    ...(tls as any[]).flatMap((one, at) => validateTls(one, leniency, `spec.tls[${at}]`)),
    ...(name === undefined ? [] : dns1123Subdomain('spec.ingressClassName', name)),
  ]
}

const notAnIP = (path: string, host: string): FieldError => invalid(path, host, 'must be a DNS name, not an IP address')

const hostRule = (host: string): string[] =>
  (host.includes('*') ? isWildcardDNS1123Subdomain(host) : isDNS1123Subdomain(host))

function validateRule(rule: any, { anyWildcardRule }: Leniency, path: string): FieldError[] {
  const host: string = rule.host ?? ''
  return [
    ...(parseIP(host) ? [notAnIP(`${path}.host`, host)] : []),
    ...(host === '' ? [] : invalidFor(`${path}.host`, host, hostRule(host))),
    ...(host.includes('*') && anyWildcardRule ? [] : validateRuleValue(rule, path)),
  ]
}

function validateTls({ hosts = [], secretName = '' }: any, { anySecretName }: Leniency, path: string): FieldError[] {
  return [
    ...(hosts as string[]).flatMap((host, at) => invalidFor(`${path}.hosts[${at}]`, host, hostRule(host))),
    ...(anySecretName || secretName === '' ? [] : dns1123Subdomain(`${path}.secretName`, secretName)),
  ]
}
