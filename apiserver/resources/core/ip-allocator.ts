import {
  contains, parseCIDR, parseIP, printCIDR, printIP, widthOf, type CIDR, type IP,
} from '../../../apimachinery/ip.ts'

/** More of a network than this is never searched for a free address. */
const maxHosts = 2n ** 16n

/** The addresses of one network. */
export interface IPAllocator {
  family: 'IPv4' | 'IPv6'
  /** As it was written, in canonical form. */
  cidr: string
  /** The network's own address, which is nobody's. */
  first: string
  /** A free address, or undefined when there is none; `taken` is asked about every candidate. */
  next(taken: (ip: string) => boolean): string | undefined
  /** Whether this address may be given to somebody. */
  has(ip: string): boolean
}

/** Throws RangeError for a text that is no network. */
export function createIPAllocator(text: string, random: () => number = Math.random): IPAllocator {
  const cidr = parseCIDR(text)
  if (cidr === undefined) throw new RangeError(`cannot allocate from ${text}: it is not a network`)
  const size = usable(cidr)
  const at = (offset: bigint): string => printIP({ ...cidr.network, value: cidr.network.value + 1n + offset })
  return {
    family: cidr.network.family === 4 ? 'IPv4' : 'IPv6',
    cidr: printCIDR(cidr),
    first: printIP(cidr.network),
    next(taken) {
      const lower = staticBand(size)
      return scan(lower, size, at, taken, random) ?? scan(0n, lower, at, taken, random)
    },
    has(ip) {
      const parsed = parseIP(ip)
      return parsed !== undefined && contains(cidr, parsed) && !isReserved(cidr, parsed)
    },
  }
}

/** The network's own address and, with IPv4, its broadcast address. */
function isReserved({ network, bits }: CIDR, { value }: IP): boolean {
  const hosts = 2n ** BigInt(widthOf(network) - bits)
  return value === network.value || (network.family === 4 && value === network.value + hosts - 1n)
}

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
