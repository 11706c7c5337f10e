import { parseIP, printIP } from '../../../apimachinery/ip.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { createIPAllocator, type IPAllocator } from './ip-allocator.ts'
import { createPortLedger, type PortLedger } from './port-ledger.ts'
import { createReservations, type Reservations } from './reservations.ts'
import { ownedPortsOf } from './service-shape.ts'

/** Where it is written down whose an address is. Upstream: IPAddress objects. */
export interface AddressRecords {
  has(ip: string): boolean
  /** False when it is somebody's already. */
  create(ip: string, family: string, service: KubeObject): Promise<boolean>
  remove(ip: string): Promise<void>
}

/** What the cluster gives to Services. */
export interface AllocatorOptions {
  /** `10.43.0.0/16`; two with a comma for dual stack, the default family first. */
  serviceCidr: string
  /** `30000-32767`. */
  nodePortRange?: string
  /** All stored Services: what they have is taken. */
  services(): Iterable<KubeObject>
  /** The networks that addresses come from now; without it those of `serviceCidr`. */
  networks?(): readonly string[]
  addresses?: AddressRecords
  now?(): number
  random?(): number
}

/** What one write takes. It is the write's own until it comes to the store, or for a while. */
export interface Operation {
  /** Undefined when the networks are full. */
  nextIP(family: string): string | undefined
  /** Takes this address; returns why it cannot be had. */
  takeIP(family: string, ip: string): string | undefined
  nextPort(): number | undefined
  takePort(port: number): string | undefined
  /** Gives everything back. */
  cancel(): void
}

/** Cluster IPs and node ports. */
export interface ServiceAllocators {
  readonly families: readonly string[]
  readonly ports: PortLedger
  readonly addresses: AddressRecords
  begin(dryRun: boolean): Operation
  /** These were stored, or will not be: what was promised is no longer. */
  settle(ips: readonly string[], ports: readonly number[]): void
}

const otherNetwork = 'the provided network does not match the current range'

/** How long a Service may take from its allocation to the store. */
const reservationMilliseconds = 5_000

const allocatedMessage = 'is already allocated'
export const ipAllocated = `provided IP ${allocatedMessage}`
export const portAllocated = `provided port ${allocatedMessage}`

export function createServiceAllocators(options: AllocatorOptions): ServiceAllocators {
  const { serviceCidr, services, nodePortRange = '30000-32767', random = Math.random, now = Date.now } = options
  const configured = serviceCidr.split(',').map((cidr) => cidr.trim())
  const network = remembered((cidr: string) => createIPAllocator(cidr, random))
  const parts: Parts = {
    networksOf: (family) =>
      (options.networks?.() ?? configured).map(network).filter((one) => one.family === family),
    addresses: options.addresses ?? recordsInMemory(),
    ports: createPortLedger(nodePortRange, () => [...services()].flatMap(ownedPortsOf), random),
    heldIPs: createReservations(reservationMilliseconds, now),
    heldPorts: createReservations(reservationMilliseconds, now),
  }
  return {
    families: configured.map((cidr) => network(cidr).family),
    ports: parts.ports,
    addresses: parts.addresses,
    begin: (dryRun) => (dryRun ? dryOperation(parts) : operation(parts)),
    settle(ips, ports) {
      parts.heldIPs.drop(ips)
      parts.heldPorts.drop(ports)
    },
  }
}

interface Parts {
  networksOf(family: string): IPAllocator[]
  addresses: AddressRecords
  ports: PortLedger
  heldIPs: Reservations<string>
  heldPorts: Reservations<number>
}

function operation({ networksOf, addresses, ports, heldIPs, heldPorts }: Parts): Operation {
  const own = { ips: [] as string[], ports: [] as number[] }
  const holdIP = (ip: string): void => {
    heldIPs.add(ip)
    own.ips.push(ip)
  }
  const holdPort = (port: number): void => {
    heldPorts.add(port)
    own.ports.push(port)
  }
  const isTaken = (ip: string): boolean => heldIPs.has(ip) || addresses.has(ip)
  return {
    nextIP(family) {
      for (const network of networksOf(family)) {
        const ip = network.next(isTaken)
        if (ip === undefined) continue
        holdIP(ip)
        return ip
      }
      return undefined
    },
    takeIP(family, text) {
      const ip = canonical(text)
      if (!networksOf(family).some((network) => network.has(ip))) return otherNetwork
      if (isTaken(ip)) return ipAllocated
      holdIP(ip)
      return undefined
    },
    nextPort() {
      const port = ports.free(heldPorts.has)
      if (port !== undefined) holdPort(port)
      return port
    },
    takePort(port) {
      const wrong = ports.outOfRange(port)
      if (wrong !== undefined) return wrong
      if (ports.has(port) || heldPorts.has(port)) return portAllocated
      holdPort(port)
      return undefined
    },
    cancel() {
      heldIPs.drop(own.ips)
      heldPorts.drop(own.ports)
    },
  }
}

/** A dry run takes nothing: it shows the network's own address, and ports from beyond the range. */
function dryOperation({ networksOf, ports }: Parts): Operation {
  const allocated: number[] = []
  const takePort = (port: number): string | undefined => {
    if (ports.has(port) || allocated.includes(port)) return portAllocated
    allocated.push(port)
    return undefined
  }
  return {
    nextIP: (family) => networksOf(family)[0]?.first,
    takeIP(family, text) {
      const networks = networksOf(family)
      if (networks.some((network) => network.has(canonical(text)))) return undefined
      const range = networks[0]?.cidr
      return `the provided IP (${canonical(text)}) is not in the valid range. The range of valid IPs is ${range}`
    },
    nextPort() {
      const port = allocated.length === 0 ? firstDryPort : Math.max(0, ...allocated) + 1
      allocated.push(port)
      return port
    },
    takePort,
    cancel: () => {},
  }
}

/** Upstream's first guess. */
const firstDryPort = 32_769

/** An address as IPAddress objects are named. */
export function canonical(ip: string): string {
  const parsed = parseIP(ip)
  return parsed === undefined ? ip : printIP(parsed)
}

function recordsInMemory(): AddressRecords {
  const ips = new Set<string>()
  return {
    has: (ip) => ips.has(ip),
    create: async (ip) => !ips.has(ip) && Boolean(ips.add(ip)),
    remove: async (ip) => void ips.delete(ip),
  }
}

function remembered<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>()
  return (key) => {
    const value = made.get(key) ?? make(key)
    made.set(key, value)
    return value
  }
}
