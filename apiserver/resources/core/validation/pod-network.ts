import { forbidden, invalid, required, tooLong, type FieldError } from '../../../../apimachinery/field-error.ts'
import { byteLength, isDNS1123SubdomainWithUnderscore } from '../../../../apimachinery/names.ts'
import { dns1123Subdomain, invalidFor, ipAddress } from './fields.ts'

const maxNameservers = 3
const maxSearches = 32
const maxSearchCharacters = 2048
const maxHostname = 64

/** Upstream: validatePodDNSConfig. */
export function validateDnsConfig(config: any, policy: string | undefined, path: string): FieldError[] {
  const nameservers: string[] = config?.nameservers ?? []
  if (policy === 'None') {
    if (!config) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')]
    const missing = 'must provide at least one DNS nameserver when `dnsPolicy` is None'
    if (nameservers.length === 0) return [required(`${path}.nameservers`, missing)]
  }
  if (!config) return []
  const many = `must not have more than ${maxNameservers} nameservers`
  return [
    ...(nameservers.length > maxNameservers ? [invalid(`${path}.nameservers`, nameservers, many)] : []),
    ...nameservers.flatMap((address, index) => ipAddress(`${path}.nameservers[${index}]`, address)),
    ...validateSearches(config.searches ?? [], `${path}.searches`),
    ...((config.options ?? []) as any[]).flatMap(({ name }, index) =>
      name ? [] : [required(`${path}.options[${index}]`, 'must not be empty')]),
  ]
}

function validateSearches(searches: string[], path: string): FieldError[] {
  const long = `must not have more than ${maxSearchCharacters} characters (including spaces) in the search list`
  const name = (search: string): string => search.replace(/\.$/, '')
  return [
    ...(searches.length > maxSearches
      ? [invalid(path, searches, `must not have more than ${maxSearches} search paths`)]
      : []),
    ...(searches.join(' ').length > maxSearchCharacters ? [invalid(path, searches, long)] : []),
    ...searches.flatMap((search, index) =>
      search === '.'
        ? []
        : invalidFor(`${path}[${index}]`, name(search), isDNS1123SubdomainWithUnderscore(name(search)))),
  ]
}

/** Upstream: ValidateHostAliases. */
export function validateHostAliases(aliases: any[] | undefined, path: string): FieldError[] {
  return (aliases ?? []).flatMap(({ ip = '', hostnames = [] }, index) => [
    ...ipAddress(`${path}[${index}].ip`, ip),
    ...hostnames.flatMap((name: string, at: number) => dns1123Subdomain(`${path}[${index}].hostnames[${at}]`, name)),
  ])
}

/** Upstream: validatePodHostName. */
export function validateHostnameOverride(spec: any, path: string): FieldError[] {
  const name: string | undefined = spec.hostnameOverride
  if (name === undefined) return []
  const at = `${path}.hostnameOverride`
  return [
    ...(spec.setHostnameAsFQDN ? [forbidden(at, 'may not be specified when setHostnameAsFQDN is true')] : []),
    ...(spec.hostNetwork ? [forbidden(at, 'may not be specified when hostNetwork is true')] : []),
    ...(byteLength(name) > maxHostname ? [tooLong(at, maxHostname)] : []),
    ...dns1123Subdomain(at, name),
  ]
}
