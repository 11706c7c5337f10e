import { LibpodError } from './libpod.ts'
import type { Libpod } from './libpod.ts'

interface PodmanNetwork {
  name: string
  subnets?: { subnet: string }[]
}

/** The bridge on which this node's pods get their addresses: one per pod CIDR, made when it is missing. */
export async function ensureNetwork(libpod: Libpod, podCidr: string): Promise<string> {
  const networks = await libpod.json<PodmanNetwork[]>('GET', '/networks/json')
  const existing = networks.find(({ subnets }) => subnets?.some(({ subnet }) => subnet === podCidr))
  if (existing) return existing.name
  const name = `coracle-${podCidr.replace(/[.:/]+/g, '-')}`
  try {
    await libpod.json('POST', '/networks/create', {
      body: { name, driver: 'bridge', subnets: [{ subnet: podCidr }], dns_enabled: false },
    })
  } catch (error) {
    if (!(error instanceof LibpodError && error.status === 409)) throw error
  }
  return name
}
