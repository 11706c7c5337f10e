import type { Pod } from './pod.ts'

/** How names are looked up in pods. */
export interface DnsSettings {
  clusterDns: readonly string[]
  clusterDomain: string
}

interface Resolver {
  nameservers: string[]
  searches: string[]
  options: string[]
}

/** More of either, resolvers do not read; upstream: MaxDNSNameservers and MaxDNSSearchPaths. */
const most = { nameservers: 3, searches: 32 }

/** The resolver's configuration of a pod; `host` is the machine's own. Upstream: dns.Configurer. */
export function resolvFile(pod: Pod, host: string, dns: DnsSettings): string {
  const base = append(baseOf(pod, parse(host), dns), pod['spec'].dnsConfig ?? {})
  const searches = base.searches.slice(0, most.searches)
  return [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...base.nameservers.slice(0, most.nameservers).map((ip) => `nameserver ${ip}`),
    ...(base.options.length > 0 ? [`options ${base.options.join(' ')}`] : []),
    '',
  ].join('\n')
}

function baseOf(pod: Pod, host: Resolver, { clusterDns, clusterDomain }: DnsSettings): Resolver {
  const { dnsPolicy = 'ClusterFirst', hostNetwork } = pod['spec']
  if (dnsPolicy === 'None') return { nameservers: [], searches: [], options: [] }
  const inCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && hostNetwork !== true)
  // A node without cluster DNS gives pods what it has itself.
  if (!inCluster || clusterDns.length === 0) return host
  const own = [`${pod.metadata.namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain]
  return { nameservers: [...clusterDns], searches: unique([...own, ...host.searches]), options: ['ndots:5'] }
}

function append({ nameservers, searches, options }: Resolver, dnsConfig: any): Resolver {
  const added: string[] = (dnsConfig.options ?? []).map(({ name, value }: any) => (value ? `${name}:${value}` : name))
  return {
    nameservers: unique([...nameservers, ...(dnsConfig.nameservers ?? [])]),
    searches: unique([...searches, ...(dnsConfig.searches ?? [])]),
    options: mergeOptions(options, added),
  }
}

/** Of two options of one name the later counts. */
const mergeOptions = (...lists: string[][]): string[] => [
  ...new Map(lists.flat().map((option) => [option.split(':')[0], option])).values(),
]

function parse(text: string): Resolver {
  const found: Resolver = { nameservers: [], searches: [], options: [] }
  for (const line of text.split('\n')) {
    const [word, ...rest] = line.trim().split(/\s+/)
    if (word === 'nameserver' && rest[0]) found.nameservers.push(rest[0])
    // The last one counts.
    if (word === 'search') found.searches = rest.filter((one) => one !== '.').map((one) => one.replace(/\.$/, ''))
    if (word === 'options') found.options = mergeOptions(found.options, rest)
  }
  return found
}

const unique = (words: readonly string[]): string[] => [...new Set(words)]
