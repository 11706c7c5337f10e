import { parseIP, printIP } from '../../../apimachinery/ip.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { createIPAllocator, type IPAllocator } from './ip-allocator.ts'
import { clusterIPsOf, nodePortsOf, specOf } from './service-shape.ts'

/** What the cluster gives to Services. */
export interface AllocatorOptions {
  /** `10.43.0.0/16`; two with a comma for dual stack, the default family first. */
  serviceCidr: string
  /** `30000-32767`. */
  nodePortRange?: string
  /** All stored Services: what they have is taken. */
  services(): Iterable<KubeObject>
  now?(): number
  random?(): number
}

/**
 * Cluster IPs and node ports. What is taken is read from the stored Services, so nothing is ever released; what
 * was given to a Service that is not stored yet is remembered for a while.
 */
export interface ServiceAllocators {
  families: readonly string[]
  /** Throws nothing; undefined when the network is full. */
  nextIP(family: string, owner: string, dryRun: boolean): string | undefined
  /** Takes this address; returns why it cannot be had. */
  takeIP(family: string, ip: string, owner: string, dryRun: boolean): string | undefined
  nextPort(owner: string, dryRun: boolean): number | undefined
  /** As upstream, a dry run does not look at the range. */
  takePort(port: number, owner: string, dryRun: boolean): string | undefined
}

/** How long a Service may take from its allocation to the store. */
const reservationMilliseconds = 5_000

export function createServiceAllocators(options: AllocatorOptions): ServiceAllocators {
  const random = options.random ?? Math.random
  const networks = options.serviceCidr.split(',').map((cidr) => createIPAllocator(cidr.trim(), random))
  const byFamily = new Map<string, IPAllocator>(networks.map((network) => [network.family, network]))
  const ledger = createLedger(options)
  const [low, high] = parseRange(options.nodePortRange ?? '30000-32767')
  const isFree = (key: string, owner: string): boolean => !ledger.taken(owner).has(key)
  return {
    families: [...byFamily.keys()],
    nextIP(family, owner, dryRun) {
      const taken = ledger.taken(owner)
      const ip = byFamily.get(family)?.next((candidate) => taken.has(candidate))
      if (ip !== undefined && !dryRun) ledger.reserve(ip, owner)
      return ip
    },
    takeIP(family, ip, owner, dryRun) {
      const wrong = byFamily.get(family)?.refuse(ip, () => !isFree(canonical(ip), owner))
      if (wrong === undefined && !dryRun) ledger.reserve(canonical(ip), owner)
      return wrong
    },
    nextPort(owner, dryRun) {
      const taken = ledger.taken(owner)
      const port = freePort(low, high, (candidate) => taken.has(portKey(candidate)), random)
      if (port !== undefined && !dryRun) ledger.reserve(portKey(port), owner)
      return port
    },
    takePort(port, owner, dryRun) {
      if (!dryRun && (port < low || port > high)) {
        return `provided port is not in the valid range. The range of valid ports is ${low}-${high}`
      }
      if (!isFree(portKey(port), owner)) return 'provided port is already allocated'
      if (!dryRun) ledger.reserve(portKey(port), owner)
      return undefined
    },
  }
}

interface Ledger {
  /** All that others than `owner` have. */
  taken(owner: string): Set<string>
  reserve(key: string, owner: string): void
}

function createLedger({ services, now = Date.now }: AllocatorOptions): Ledger {
  const reserved = new Map<string, { owner: string; until: number }>()
  return {
    taken(owner) {
      const stored = new Set([...services()].flatMap(keysOf))
      for (const [key, { until }] of reserved) if (stored.has(key) || until < now()) reserved.delete(key)
      const others = [...reserved].filter(([, reservation]) => reservation.owner !== owner).map(([key]) => key)
      return new Set([...stored, ...others])
    },
    reserve: (key, owner) => void reserved.set(key, { owner, until: now() + reservationMilliseconds }),
  }
}

function keysOf(service: KubeObject): string[] {
  const health: number | undefined = specOf(service)['healthCheckNodePort']
  return [
    ...clusterIPsOf(service).filter((ip) => ip !== 'None').map(canonical),
    ...nodePortsOf(service).map(portKey),
    ...(health ? [portKey(health)] : []),
  ]
}

function canonical(ip: string): string {
  const parsed = parseIP(ip)
  return parsed === undefined ? ip : printIP(parsed)
}

function portKey(port: number): string {
  return `port ${port}`
}

function parseRange(text: string): [low: number, high: number] {
  const match = /^(\d+)-(\d+)$/.exec(text)
  if (match === null) throw new RangeError(`cannot allocate node ports from ${text}: it is not a range such as 30000-32767`)
  return [Number(match[1]), Number(match[2])]
}

/** The lower part of the range stays for ports that users choose, as long as there are others. */
function freePort(low: number, high: number, taken: (port: number) => boolean, random: () => number): number | undefined {
  const size = high - low + 1
  const band = size < 32 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128)
  const scan = (from: number, count: number): number | undefined => {
    const start = Math.floor(random() * count)
    const found = Array.from({ length: count }, (_, step) => from + ((start + step) % count)).find((port) => !taken(port))
    return found
  }
  return scan(low + band, size - band) ?? scan(low, band)
}
