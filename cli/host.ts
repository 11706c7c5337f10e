import { hostname, networkInterfaces } from 'node:os'
import { access, mkdir } from 'node:fs/promises'
import { constants as files, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Failure, stateFailure } from './failure.ts'

/** This host's address on its network: the first IPv4 address that is not loopback, else 127.0.0.1. */
export function hostAddress(interfaces = networkInterfaces()): string {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}

/** The first address of an IPv4 network: of the service network, the API's own service. */
export function firstAddress(cidr: string): string {
  const [address = '', bits = '32'] = cidr.split('/')
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - Number(bits))
  const first = Math.floor(number / size) * size + 1
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')
}

/** The first /24 of the network of pods, or the whole where it is smaller: what this host's pods get. */
export function firstPodCidr(clusterCidr: string): string {
  const [address = '', bits = '24'] = clusterCidr.split('/')
  return `${address}/${Math.max(24, Number(bits))}`
}

/** What the server certificate must name, besides `--tls-san`. */
export function serverNames(
  facts: { nodeName: string; bindAddress: string; serviceCidr: string; clusterDomain: string },
): string[] {
  const service = [
    'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', `kubernetes.default.svc.${facts.clusterDomain}`,
  ]
  const bound = facts.bindAddress === '0.0.0.0' || facts.bindAddress === '::' ? [] : [facts.bindAddress]
  const own = ['localhost', '127.0.0.1', hostname().toLowerCase(), facts.nodeName, hostAddress()]
  return [...new Set([...service, ...own, ...bound, firstAddress(facts.serviceCidr)])]
}

/** Makes a directory that only its owner may read. Throws a Failure that says why it cannot. */
export async function ownDirectory(path: string): Promise<void> {
  try {
    await makeFolders(path)
    await access(path, files.W_OK | files.X_OK)
  } catch (error) {
    throw stateFailure(`cannot use the data directory ${path}: ${explain(error)}`, error)
  }
}

/** One after another: made at once, Node.js says of a read-only file system that there is no such directory. */
async function makeFolders(path: string): Promise<void> {
  if (existsSync(path) && statSync(path).isDirectory()) return
  if (dirname(path) !== path) await makeFolders(dirname(path))
  await mkdir(path, { mode: 0o700 })
}

/** An operating system's error in words. */
export function explain(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  const words: Record<string, string> = {
    EACCES: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'a part of the path is not a directory',
    EEXIST: 'it is a file',
    ENOSPC: 'no space is left on the device',
    EADDRINUSE: 'the address is in use',
    EADDRNOTAVAIL: 'the address is not one of this host',
  }
  return words[code] ?? message
}

/** What stands in the way of listening somewhere, for the user to mend; undefined for an error of another kind. */
export function listenFailure(error: unknown, address: string, port: number): Failure | undefined {
  if (!/^(EADDRINUSE|EADDRNOTAVAIL)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined
  return stateFailure(`cannot listen at ${address}:${port}: ${explain(error)}`, error)
}
