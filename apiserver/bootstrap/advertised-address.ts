import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { ApiServerConfig } from '../config.ts'
import { validateEndpointIP } from '../resources/core/endpoint-ip.ts'

type Addresses = Pick<ApiServerConfig, 'advertiseAddress' | 'address'>

/** Where others reach this server; undefined on a host that none can reach. Upstream: the advertise address. */
export function advertisedIP({ advertiseAddress, address }: Addresses): string | undefined {
  return advertiseAddress ?? (isReachable(address) ? address : hostAddress())
}

/** The same with the port, as clients are told it: its own address where there is no other. */
export function advertisedHostPort(config: Addresses & Pick<ApiServerConfig, 'port'>): string {
  const ip = advertisedIP(config) ?? config.address
  return `${isIPv6(ip) ? `[${ip}]` : ip}:${config.port}`
}

/** Not one that means another machine on every machine. */
function isReachable(address: string): boolean {
  return validateEndpointIP(address, '').length === 0
}

/** The first address of this host that others can reach it at. */
function hostAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const outside = all.filter(({ internal, address }) => !internal && isReachable(address))
  return (outside.find(({ family }) => family === 'IPv4') ?? outside[0])?.address
}
