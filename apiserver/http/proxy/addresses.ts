import { parseIP, widthOf } from '../../../apimachinery/ip.ts'
import type { IP } from '../../../apimachinery/ip.ts'

/**
 * Whether requests may be sent on to this address: not to the server's own loopback, its link, or to groups.
 * Upstream: Go's IP.IsGlobalUnicast.
 */
export function isGlobalUnicast(text: string): boolean {
  const ip = parseIP(text)
  if (ip === undefined || ip.value === 0n || ip.value === (1n << BigInt(widthOf(ip))) - 1n) return false
  return !(ip.family === 4 ? notGlobal4 : notGlobal6).some(([bits, prefix]) => leading(ip, bits) === prefix)
}

/** How many bits, and what they are. */
type Prefix = readonly [bits: number, value: bigint]

/** Loopback, link-local, multicast. */
const notGlobal4: readonly Prefix[] = [[8, 127n], [16, (169n << 8n) | 254n], [4, 0xen]]
const notGlobal6: readonly Prefix[] = [[128, 1n], [10, 0xfe80n >> 6n], [8, 0xffn]]

function leading(ip: IP, bits: number): bigint {
  return ip.value >> BigInt(widthOf(ip) - bits)
}
