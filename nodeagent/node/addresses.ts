import { networkInterfaces } from 'node:os'

/** This machine's first address that others can reach, or loopback where there is none. */
export function hostAddresses(wanted?: string): string[] {
  if (wanted !== undefined && wanted !== '0.0.0.0' && wanted !== '::') return [wanted]
  const found = Object.entries(networkInterfaces())
    .filter(([name]) => !/^(podman|cni|veth|docker|br-)/.test(name))
    .flatMap(([, list = []]) => list)
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address)
  return [found[0] ?? '127.0.0.1']
}
