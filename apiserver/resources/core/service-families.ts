import { invalidError } from '../../../apimachinery/api-error.ts'
import { invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { familyOf, validateClusterIPs } from './service-cluster-ips.ts'
import { clusterIPsOf, familiesOf, sameList, specOf } from './service-shape.ts'

/**
 * Fills in `ipFamilyPolicy` and `ipFamilies` from what is asked for and what the cluster has, the default family
 * first. Throws 422 for what does not go together. Upstream: initIPFamilyFields.
 */
export function fillFamilies(service: KubeObject, old: KubeObject | undefined, available: readonly string[]): void {
  const spec = specOf(service)
  if (spec['type'] === 'ExternalName' || (old && isSettledDualStack(service, old))) return
  spec['ipFamilyPolicy'] ??= defaultPolicy(service, old)
  refuse(service, validateClusterIPs(service, old))
  const errors = old ? releaseSecondary(service, old) : []
  refuse(service, [...errors, ...checkSingleStack(service), ...inferFamilies(service, available)])
  const wantsBoth = spec['ipFamilyPolicy'] !== 'SingleStack'
  if (spec['clusterIP'] === 'None' && isSelectorless(service)) {
    completeFamilies(service, available, wantsBoth)
    return
  }
  refuse(service, checkAvailable(service, available))
  completeFamilies(service, available, wantsBoth && available.length === 2)
}

function refuse(service: KubeObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidError({ group: '', kind: 'Service' }, service.metadata.name ?? '', errors)
}

/** A Service that takes what there is neither gains nor loses a family when the cluster does. */
function isSettledDualStack(service: KubeObject, old: KubeObject): boolean {
  const [spec, before] = [specOf(service), specOf(old)]
  return spec['type'] === before['type'] && ['ClusterIP', 'NodePort', 'LoadBalancer'].includes(spec['type'])
    && spec['ipFamilyPolicy'] === 'PreferDualStack'
    && (before['ipFamilyPolicy'] ?? 'PreferDualStack') === 'PreferDualStack'
    && sameList(clusterIPsOf(service), clusterIPsOf(old)) && sameList(familiesOf(service), familiesOf(old))
}

function isSelectorless(service: KubeObject): boolean {
  return Object.keys(specOf(service)['selector'] ?? {}).length === 0
}

function defaultPolicy(service: KubeObject, old: KubeObject | undefined): string {
  const before: string | undefined = old && specOf(old)['ipFamilyPolicy']
  if (before) return before
  return specOf(service)['clusterIP'] === 'None' && isSelectorless(service) ? 'RequireDualStack' : 'SingleStack'
}

/** Single stack says clearly that the second of each goes; with any other policy it may not be left out. */
function releaseSecondary(service: KubeObject, old: KubeObject): FieldError[] {
  const spec = specOf(service)
  const fields = [['clusterIPs', 'cluster IP', clusterIPsOf], ['ipFamilies', 'IP family', familiesOf]] as const
  return fields.flatMap(([field, what, listOf]) => {
    const [now, before] = [listOf(service), listOf(old)]
    if (spec['ipFamilyPolicy'] === 'SingleStack') {
      if (sameList(now, before) && now.length > 1) spec[field] = now.slice(0, 1)
      return []
    }
    if (now.length === 0 || now.length >= before.length) return []
    return [
      invalid('spec.ipFamilyPolicy', spec['ipFamilyPolicy'], `must be 'SingleStack' to release the secondary ${what}`),
    ]
  })
}

function checkSingleStack(service: KubeObject): FieldError[] {
  const policy: string = specOf(service)['ipFamilyPolicy']
  if (policy !== 'SingleStack') return []
  const error = (what: string): FieldError =>
    invalid(
      'spec.ipFamilyPolicy',
      policy,
      `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`,
    )
  return [
    ...(clusterIPsOf(service).length === 2 ? [error('cluster IPs')] : []),
    ...(familiesOf(service).length === 2 ? [error('IP families')] : []),
  ]
}

function inferFamilies(service: KubeObject, available: readonly string[]): FieldError[] {
  const errors: FieldError[] = []
  const ips = clusterIPsOf(service)
  for (const [at, ip] of ips.entries()) {
    if (ip === 'None') break
    const family = familyOf(ip)
    if (at < familiesOf(service).length) continue
    if (available.includes(family)) specOf(service)['ipFamilies'] = [...familiesOf(service), family]
    else errors.push(invalid(`spec.clusterIPs[${at}]`, ips, `${family} is not configured on this cluster`))
  }
  return errors
}

function checkAvailable(service: KubeObject, available: readonly string[]): FieldError[] {
  const policy: string = specOf(service)['ipFamilyPolicy']
  const unable = policy === 'RequireDualStack' && available.length < 2
  return [
    ...(unable
      ? [invalid('spec.ipFamilyPolicy', policy, 'this cluster is not configured for dual-stack services')]
      : []),
    ...familiesOf(service).flatMap((family, at) =>
      available.includes(family) ? [] : [invalid(`spec.ipFamilies[${at}]`, family, 'not configured on this cluster')]),
  ]
}

function completeFamilies(service: KubeObject, available: readonly string[], both: boolean): void {
  const [first = available[0] ?? 'IPv4', ...rest] = familiesOf(service)
  const second = rest.length === 0 && both ? [first === 'IPv4' ? 'IPv6' : 'IPv4'] : rest
  specOf(service)['ipFamilies'] = [first, ...second]
}
