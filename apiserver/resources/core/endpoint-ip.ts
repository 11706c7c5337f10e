import { invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { contains, parseCIDR, parseIP } from '../../../apimachinery/ip.ts'

const special: readonly (readonly [message: string, ...networks: string[]])[] = [
  ['may not be in the loopback range (127.0.0.0/8, ::1/128)', '127.0.0.0/8', '::1/128'],
  ['may not be in the link-local range (169.254.0.0/16, fe80::/10)', '169.254.0.0/16', 'fe80::/10'],
  ['may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)', '224.0.0.0/24', 'ff02::/16'],
]

/** Addresses that mean another machine on every machine are no endpoints. Upstream: ValidateEndpointIP. */
export function validateEndpointIP(text: string, path: string): FieldError[] {
  const ip = parseIP(text)
  if (ip === undefined) return [invalid(path, text, 'must be a valid IP address')]
  const isIn = (network: string): boolean => {
    const cidr = parseCIDR(network)
    return cidr !== undefined && contains(cidr, ip)
  }
  return [
    ...(ip.value === 0n ? [invalid(path, text, `may not be unspecified (${text})`)] : []),
    ...special.flatMap(([message, ...networks]) => (networks.some(isIn) ? [invalid(path, text, message)] : [])),
  ]
}
