import { parseCIDR, parseIP, printCIDR, printIP, widthOf } from '../../../apimachinery/ip.ts'

/** What upstream warns of in an address that is valid but not as it should be written. */
export function ipWarnings(text: string, path: string): string[] {
  const ip = parseIP(text)
  if (ip === undefined) return []
  const canonical = printIP(ip)
  if (ip.leadingZeros || ip.mapped) return [`${path}: non-standard IP address "${text}" is invalid: use "${canonical}"`]
  if (ip.family === 4 || canonical === text) return []
  return [`${path}: IPv6 address "${text}" should be in RFC 5952 canonical format ("${canonical}")`]
}

/** The same for a network. */
export function cidrWarnings(text: string, path: string): string[] {
  const cidr = parseCIDR(text)
  if (cidr === undefined) return []
  const canonical = printCIDR(cidr)
  const warnings: string[] = []
  if (cidr.address.value !== cidr.network.value) {
    const single = `${printIP(cidr.address)}/${widthOf(cidr.address)}`
    warnings.push(
      `${path}: CIDR value "${text}" is ambiguous in this context (should be "${canonical}" or "${single}"?)`,
    )
  }
  if (cidr.leadingZeros || cidr.address.mapped) {
    warnings.push(`${path}: non-standard CIDR value "${text}" is invalid: use "${canonical}"`)
  }
  if (warnings.length > 0 || cidr.network.family === 4 || canonical === text) return warnings
  return [`${path}: IPv6 CIDR value "${text}" should be in RFC 5952 canonical format ("${canonical}")`]
}
