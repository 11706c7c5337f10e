/** IP addresses and networks as Go's `net` and Kubernetes' sloppy parsers read and print them. */

/** An address as a number; IPv4-mapped IPv6 addresses are IPv4, as in Go's `net.IP`. */
export interface IP {
  family: 4 | 6
  value: bigint
  /** Written as `::ffff:1.2.3.4`. */
  mapped: boolean
  /** An IPv4 part was written with leading zeros. */
  leadingZeros: boolean
}

/** A network: its first address and how many bits are fixed. */
export interface CIDR {
  address: IP
  network: IP
  bits: number
  /** The prefix length or the address has leading zeros. */
  leadingZeros: boolean
}

const mappedPrefix = 0xffffn

/** Upstream: netutils.ParseIPSloppy, which ignores leading zeros in IPv4. */
export function parseIP(text: string): IP | undefined {
  if (!text.includes(':')) return parseIPv4(text)
  const value = parseIPv6(text)
  if (value === undefined) return undefined
  if (value >> 32n === mappedPrefix) {
    return { family: 4, value: value & 0xffffffffn, mapped: true, leadingZeros: hasOctetZeros(text) }
  }
  return { family: 6, value, mapped: false, leadingZeros: hasOctetZeros(text) }
}

/** Upstream: netutils.ParseCIDRSloppy. */
export function parseCIDR(text: string): CIDR | undefined {
  const slash = text.indexOf('/')
  const address = slash < 0 ? undefined : parseIP(text.slice(0, slash))
  const length = text.slice(slash + 1)
  if (address === undefined || !/^\d{1,5}$/.test(length)) return undefined
  const written = address.mapped ? 128 : widthOf(address)
  if (Number(length) > written) return undefined
  const bits = address.mapped ? Math.max(0, Number(length) - 96) : Number(length)
  const host = BigInt(widthOf(address) - bits)
  const network = { ...address, value: (address.value >> host) << host }
  return { address, network, bits, leadingZeros: address.leadingZeros || /^0\d/.test(length) }
}

/** The canonical text (RFC 5952), as Go's `net.IP.String`. */
export function printIP({ family, value }: Pick<IP, 'family' | 'value'>): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - at * 16)) & 0xffffn).toString(16))
  const run = longestZeros(groups)
  if (run.length < 2) return groups.join(':')
  return `${groups.slice(0, run.start).join(':')}::${groups.slice(run.start + run.length).join(':')}`
}

export function printCIDR({ network, bits }: Pick<CIDR, 'network' | 'bits'>): string {
  return `${printIP(network)}/${bits}`
}

/** Whether the network has this address. */
export function contains({ network, bits }: CIDR, ip: IP): boolean {
  const host = BigInt(widthOf(network) - bits)
  return network.family === ip.family && network.value >> host === ip.value >> host
}

/** How many bits an address of this family has. */
export function widthOf({ family }: Pick<IP, 'family'>): number {
  return family === 4 ? 32 : 128
}

function parseIPv4(text: string): IP | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255)) return undefined
  const value = parts.reduce((sum, part) => (sum << 8n) | BigInt(Number(part)), 0n)
  return { family: 4, value, mapped: false, leadingZeros: parts.some((part) => /^0\d/.test(part)) }
}

function parseIPv6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half) => parseGroups(half, half === halves.at(-1)))
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  return [...head, ...Array<bigint>(missing).fill(0n), ...(tail ?? [])].reduce((sum, group) => (sum << 16n) | group, 0n)
}

function parseGroups(text: string, last: boolean): bigint[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const groups: bigint[] = []
  for (const [at, part] of parts.entries()) {
    if (last && at === parts.length - 1 && part.includes('.')) {
      const inner = parseIPv4(part)
      if (inner === undefined) return undefined
      groups.push(inner.value >> 16n, inner.value & 0xffffn)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`))
    else return undefined
  }
  return groups
}

function hasOctetZeros(text: string): boolean {
  return text.includes('.') && /(^|[:.])0\d+(\.|$)/.test(text.slice(text.lastIndexOf(':') + 1))
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let at = 0; at < groups.length; at++) {
    let length = 0
    while (groups[at + length] === '0') length++
    if (length > best.length) best = { start: at, length }
  }
  return best
}
