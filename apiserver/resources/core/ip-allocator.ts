import { contains, parseCIDR, parseIP, printIP, widthOf, type CIDR } from '../../../apimachinery/ip.ts'

/** More of a network than this is never used: upstream's limit for IPv6. */
const maxHosts = 2n ** 16n

/** Addresses of one network. `taken` is asked about every candidate. */
export interface IPAllocator {
  family: 'IPv4' | 'IPv6'
  /** A free address, or undefined when there is none. */
  next(taken: (ip: string) => boolean): string | undefined
  /** Why this address cannot be had; undefined when it can. */
  refuse(ip: string, taken: (ip: string) => boolean): string | undefined
}

/** Throws RangeError for a text that is no network. */
export function createIPAllocator(text: string, random: () => number = Math.random): IPAllocator {
  const cidr = parseCIDR(text)
  if (cidr === undefined) throw new RangeError(`cannot allocate from ${text}: it is not a network`)
  const size = usable(cidr)
  const at = (offset: bigint): string => printIP({ ...cidr.network, value: cidr.network.value + 1n + offset })
  return {
    family: cidr.network.family === 4 ? 'IPv4' : 'IPv6',
    next(taken) {
      const lower = staticBand(size)
      return scan(lower, size, at, taken, random) ?? scan(0n, lower, at, taken, random)
    },
    refuse(ip, taken) {
      const parsed = parseIP(ip)
      if (parsed === undefined || !contains(cidr, parsed)) {
        return `the provided network does not match the current range`
      }
      return taken(ip) ? 'provided IP is already allocated' : undefined
    },
  }
}

/** The network's own address and, with IPv4, its broadcast address are nobody's. */
function usable({ network, bits }: CIDR): bigint {
  const hosts = 2n ** BigInt(widthOf(network) - bits)
  const size = hosts < maxHosts ? hosts : maxHosts
  const reserved = network.family === 4 ? 2n : 1n
  return size > reserved ? size - reserved : 0n
}

/** The lower part stays for addresses that users choose, as long as there are others. */
function staticBand(size: bigint): bigint {
  if (size < 16n) return 0n
  const step = size / 16n
  if (step < 16n) return 16n
  return step > 256n ? 256n : step
}

function scan(
  from: bigint, to: bigint, at: (offset: bigint) => string, taken: (ip: string) => boolean, random: () => number,
): string | undefined {
  const count = to - from
  if (count <= 0n) return undefined
  const start = BigInt(Math.floor(random() * Number(count)))
  for (let step = 0n; step < count; step++) {
    const ip = at(from + ((start + step) % count))
    if (!taken(ip)) return ip
  }
  return undefined
}
