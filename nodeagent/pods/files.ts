import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { RuntimeMount } from '../runtimes/runtime.ts'
import type { VolumePaths } from '../volumes/volumes.ts'
import { resolveSubPath } from '../volumes/subpath.ts'
import { isReadOnlyVolume } from '../volumes/volumes.ts'
import { incarnationsFolder } from './attempts.ts'
import { ContainerConfigError } from './env.ts'
import { expand } from './expand.ts'
import { hostnameOf } from './container-config.ts'
import type { Pod, PodContainer } from './pod.ts'
import { resolvFile } from './resolver.ts'
import type { DnsSettings } from './resolver.ts'

/**
 * The hosts file of a pod, in kubelet's words; one on the host's network has the machine's, `host`, and its aliases.
 */
function hostsFile(
  pod: Pod, podIps: readonly string[], { host, clusterDomain }: { host: string; clusterDomain: string },
): string {
  const { subdomain, hostAliases = [], hostNetwork } = pod['spec']
  const name = hostnameOf(pod)
  const names = subdomain ? `${name}.${subdomain}.${pod.metadata.namespace}.svc.${clusterDomain}\t${name}` : name
  const aliases: { ip: string; hostnames?: string[] }[] = hostAliases
  const entries = aliases.map(({ ip, hostnames = [] }) => [ip, ...hostnames].join('\t'))
  const added = entries.length === 0 ? [] : ['', '# Entries added by HostAliases.', ...entries]
  if (hostNetwork === true) {
    return ['# Kubernetes-managed hosts file (host network).', host.trimEnd(), ...added, ''].join('\n')
  }
  return [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    ...podIps.map((ip) => `${ip}\t${names}`),
    ...added,
    '',
  ].join('\n')
}

/** Writes what all containers of a pod share: hosts, resolver. */
export async function writePodFiles(
  folder: string, pod: Pod, podIps: readonly string[], dns: DnsSettings,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o750 })
  const ofMachine = (path: string) => readFile(path, 'utf8').catch(() => '')
  const { clusterDomain } = dns
  await writeFile(
    join(folder, 'etc-hosts'), hostsFile(pod, podIps, { host: await ofMachine('/etc/hosts'), clusterDomain }),
  )
  await writeFile(join(folder, 'resolv.conf'), resolvFile(pod, await ofMachine('/etc/resolv.conf'), dns))
  await writeFile(join(folder, 'hostname'), `${hostnameOf(pod)}\n`)
}

/** What a container's mounts are made from. */
export interface MountContext {
  pod: Pod
  container: PodContainer
  attempt: number
  folder: string
  volumes: VolumePaths
  env: readonly [name: string, value: string][]
}

/** A container's mounts: its volumes, then what the pod shares, where the container did not put its own. */
export async function containerMounts(context: MountContext): Promise<{ mounts: RuntimeMount[]; messageFile: string }> {
  const { pod, container, attempt, folder } = context
  const values = new Map(context.env)
  const mounts: RuntimeMount[] = []
  for (const mount of container['volumeMounts'] ?? []) mounts.push(await volumeMount(mount, context, values))
  const messageFile = join(incarnationsFolder(folder, container.name), String(attempt))
  await mkdir(dirname(messageFile), { recursive: true })
  await writeFile(messageFile, '', { mode: 0o666 })
  const shared: [file: string, containerPath: string][] = [
    [join(folder, 'etc-hosts'), '/etc/hosts'],
    ...(pod['spec'].hostNetwork === true ? [] : ([[join(folder, 'hostname'), '/etc/hostname']] as [string, string][])),
    [join(folder, 'resolv.conf'), '/etc/resolv.conf'],
    [messageFile, container['terminationMessagePath'] ?? '/dev/termination-log'],
  ]
  for (const [hostPath, containerPath] of shared) {
    if (mounts.some((one) => one.containerPath === containerPath)) continue
    mounts.push({ hostPath, containerPath, readOnly: false, propagation: 'None' })
  }
  return { mounts, messageFile }
}

async function volumeMount(
  mount: any, { pod, container, volumes }: MountContext, values: ReadonlyMap<string, string>,
): Promise<RuntimeMount> {
  const root = volumes.get(mount.name)
  if (root === undefined) {
    throw new ContainerConfigError(`cannot find volume "${mount.name}" to mount into container "${container.name}"`)
  }
  const subPath: string = mount.subPathExpr ? expandAll(mount.subPathExpr, values) : (mount.subPath ?? '')
  const hostPath = await resolveSubPath(root, subPath).catch((error: unknown) => {
    const what = `failed to prepare subPath for volumeMount "${mount.name}" of container "${container.name}"`
    throw new ContainerConfigError(what, { cause: error })
  })
  const volume = (pod['spec'].volumes ?? []).find(({ name }: { name: string }) => name === mount.name)
  return {
    hostPath,
    containerPath: mount.mountPath,
    readOnly: mount.readOnly === true || isReadOnlyVolume(volume),
    propagation: mount.mountPropagation ?? 'None',
  }
}

/** In a path no variable may be missing. Upstream: ExpandContainerVolumeMounts. */
function expandAll(text: string, values: ReadonlyMap<string, string>): string {
  return expand(text, (name) => {
    const value = values.get(name)
    if (value === undefined) throw new ContainerConfigError(`missing value for "${name}"`)
    return value
  })
}
