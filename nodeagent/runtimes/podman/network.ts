import { LibpodError } from './libpod.ts'
import type { Libpod } from './libpod.ts'
import { RuntimeUnavailableError } from '../runtime.ts'

interface PodmanNetwork {
  name: string
  subnets?: { subnet: string }[]
}

/**
 * The bridge on which this node's pods get their addresses: one per pod CIDR, made when it is missing.
 * Throws RuntimeUnavailableError.
 */
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
    if (!(error instanceof LibpodError)) throw error
    if (error.status !== 409) {
      throw new RuntimeUnavailableError(`cannot make the pods' network ${podCidr}: ${error.message}`, { cause: error })
    }
  }
  return name
}
