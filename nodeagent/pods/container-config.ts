import type {
  ContainerConfig, ContainerResources, ContainerSecurity, PortMapping, RuntimeMount, SandboxConfig,
} from '../runtimes/runtime.ts'
import { expand } from './expand.ts'
import { identityOf, mainContainersOf } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'
import { milliOf, unitsOf } from './quantity.ts'

/** The longest host name the kernel takes. */
const hostnameLength = 63

/** What the outside adds to a container's spec. */
export interface ContainerExtras {
  image: string
  /** The user that the image itself names, '' for none. */
  imageUser: string
  attempt: number
  env: [name: string, value: string][]
  mounts: RuntimeMount[]
  terminationMessageFile: string
}

/** What a runtime needs for a container: pure, from the pod and what was looked up for it. */
export function containerConfig(pod: Pod, container: PodContainer, extras: ContainerExtras): ContainerConfig {
  const { imageUser, ...rest } = extras
  const values = new Map(extras.env)
  const expanded = (words: string[] = []) => words.map((word) => expand(word, (name) => values.get(name)))
  const spec = pod['spec']
  return {
    pod: identityOf(pod),
    name: container.name,
    ...rest,
    env: withHostname(pod, extras.env),
    command: expanded(container['command']),
    args: expanded(container['args']),
    workingDir: container['workingDir'] ?? '',
    stdin: container['stdin'] === true,
    stdinOnce: container['stdinOnce'] === true,
    tty: container['tty'] === true,
    hostPid: spec.hostPID === true,
    hostIpc: spec.hostIPC === true,
    shareProcesses: spec.shareProcessNamespace === true,
    resources: containerResources(container),
    security: containerSecurity(pod, container, imageUser),
    stopSignal: container['lifecycle']?.stopSignal ?? '',
  }
}

/** Runtimes tell a container its host name, unless it was told otherwise. */
const withHostname = (pod: Pod, env: ContainerExtras['env']): ContainerExtras['env'] =>
  pod['spec'].hostNetwork === true || env.some(([name]) => name === 'HOSTNAME')
    ? env
    : [['HOSTNAME', hostnameOf(pod)], ...env]

/** Upstream: MilliCPUToShares and MilliCPUToQuota. */
function containerResources(container: PodContainer): ContainerResources {
  const { requests = {}, limits = {} } = container['resources'] ?? {}
  const cpuLimit = milliOf(limits.cpu)
  const cpuRequest = requests.cpu === undefined ? cpuLimit : milliOf(requests.cpu)
  return {
    memoryBytes: unitsOf(limits.memory),
    cpuShares: Math.min(262144, Math.max(2, Math.floor((cpuRequest * 1024) / 1000))),
    cpuQuota: cpuLimit > 0 ? Math.max(1000, cpuLimit * 100) : 0,
  }
}

function containerSecurity(pod: Pod, container: PodContainer, imageUser: string): ContainerSecurity {
  const ofPod = pod['spec'].securityContext ?? {}
  const own = container['securityContext'] ?? {}
  const user = own.runAsUser ?? ofPod.runAsUser
  const group = own.runAsGroup ?? ofPod.runAsGroup
  return {
    privileged: own.privileged === true,
    readOnlyRoot: own.readOnlyRootFilesystem === true,
    noNewPrivileges: own.allowPrivilegeEscalation === false,
    user: group === undefined ? String(user ?? '') : `${user ?? (imageUser.split(':')[0] || 0)}:${group}`,
    supplementalGroups: [...(ofPod.supplementalGroups ?? []), ...(ofPod.fsGroup === undefined ? [] : [ofPod.fsGroup])],
    addCapabilities: own.capabilities?.add ?? [],
    dropCapabilities: own.capabilities?.drop ?? [],
    seccomp: seccompOf(own.seccompProfile ?? ofPod.seccompProfile),
  }
}

/** Where kubelet looks for profiles that a pod names. */
const seccompFolder = '/var/lib/kubelet/seccomp'

function seccompOf(profile: { type: string; localhostProfile?: string } | undefined): ContainerSecurity['seccomp'] {
  if (profile?.type === 'Unconfined') return 'unconfined'
  return profile?.type === 'Localhost' ? { file: `${seccompFolder}/${profile.localhostProfile ?? ''}` } : 'default'
}

/** The host name of a pod, cut where the kernel would refuse it. */
export const hostnameOf = (pod: Pod): string =>
  String(pod['spec'].hostname || pod.metadata.name).slice(0, hostnameLength).replace(/[-.]+$/, '')

/** What a runtime needs for a pod's sandbox. */
export function sandboxConfig(pod: Pod): SandboxConfig {
  const spec = pod['spec']
  const sysctls: { name: string; value: string }[] = spec.securityContext?.sysctls ?? []
  return {
    ...identityOf(pod),
    hostname: hostnameOf(pod),
    hostNetwork: spec.hostNetwork === true,
    hostPid: spec.hostPID === true,
    hostIpc: spec.hostIPC === true,
    ports: mainContainersOf(pod).flatMap(portMappings),
    sysctls: Object.fromEntries(sysctls.map(({ name, value }) => [name, value])),
  }
}

function portMappings(container: PodContainer): PortMapping[] {
  const ports: { hostPort?: number; hostIP?: string; containerPort: number; protocol?: string }[] =
    container['ports'] ?? []
  return ports.flatMap(({ hostPort, hostIP, containerPort, protocol }) =>
    hostPort
      ? [{
        hostIp: hostIP ?? '', hostPort, containerPort,
        protocol: (protocol ?? 'TCP').toLowerCase() as PortMapping['protocol'],
      }]
      : [],
  )
}
