import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { WriteEffects } from '../definition.ts'
import { refusedIP, refusedPort } from './service-allocate.ts'
import { canonical, ipAllocated, portAllocated, type ServiceAllocators } from './service-allocators.ts'
import { clusterIPsOf, familiesOf, needsClusterIP, ownedPortsOf, portsOf } from './service-shape.ts'

/**
 * Keeps the records of addresses and ports in step with the stored Services: what a Service has anew is written down
 * before it is stored, and what it had is given back after.
 */
export function serviceEffects(
  allocators: ServiceAllocators, removeEndpoints: (service: KubeObject) => Promise<void>,
): WriteEffects {
  const { addresses, ports } = allocators
  return {
    async begin(object, old) {
      const [now, before] = [holdingsOf(object), holdingsOf(old)]
      const gained = difference(now, before)
      const lost = difference(before, now)
      if (object) await record(object, gained, allocators)
      return async (stored) => {
        const free = stored ? lost : gained
        ports.giveBack(free.ports)
        allocators.settle([...now.ips, ...before.ips], [...now.ports, ...before.ports])
        for (const ip of free.ips) await addresses.remove(ip)
        if (stored && !object && old) await removeEndpoints(old)
      }
    },
  }
}

interface Holdings {
  ips: string[]
  ports: number[]
}

function holdingsOf(service: KubeObject | undefined): Holdings {
  if (!service) return { ips: [], ports: [] }
  const ips = needsClusterIP(service) ? clusterIPsOf(service).filter((ip) => ip !== 'None') : []
  return { ips: ips.map(canonical), ports: ownedPortsOf(service) }
}

function difference(one: Holdings, other: Holdings): Holdings {
  return {
    ips: one.ips.filter((ip) => !other.ips.includes(ip)),
    ports: [...new Set(one.ports)].filter((port) => !other.ports.includes(port)),
  }
}

/** Somebody may have been faster, where a write took longer than its reservation. */
async function record(service: KubeObject, { ips, ports }: Holdings, allocators: ServiceAllocators): Promise<void> {
  const lost = ports.find((port) => allocators.ports.has(port))
  if (lost !== undefined) {
    throw refusedPort(service, lost, portsOf(service).findIndex(({ nodePort }) => nodePort === lost), portAllocated)
  }
  allocators.ports.take(ports)
  const written: string[] = []
  for (const ip of ips) {
    const family = familiesOf(service)[clusterIPsOf(service).map(canonical).indexOf(ip)] ?? ''
    if (await allocators.addresses.create(ip, family, service)) {
      written.push(ip)
      continue
    }
    allocators.ports.giveBack(ports)
    for (const one of written) await allocators.addresses.remove(one)
    throw refusedIP(service, ip, ipAllocated)
  }
}
