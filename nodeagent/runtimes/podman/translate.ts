import { constants } from 'node:os'

import type { ContainerConfig, RuntimeMount, SandboxConfig } from '../runtime.ts'
import { containerName, labels, podLabels, sandboxName } from './names.ts'

/** What of podman's SpecGenerator is used; field names are podman's. */
export type ContainerSpec = Record<string, unknown>

/** Bytes of a container's log before conmon starts it anew. */
const logSize = 50 * 1024 * 1024

/** Where a sandbox's own program lies. */
export interface SandboxPlace {
  /** The agent's name in labels, so that two agents on one machine leave each other's pods alone. */
  agent: string
  network: string
  /** A folder that holds `/pause`, which waits and reaps. */
  rootfs: string
}

/** The container that owns a pod's namespaces. */
export function sandboxSpec(config: SandboxConfig, place: SandboxPlace): ContainerSpec {
  return {
    name: sandboxName(config),
    rootfs: place.rootfs,
    command: ['/pause', '-P'],
    labels: { ...podLabels(place.agent, config), [labels.kind]: 'sandbox' },
    read_only_filesystem: true,
    restart_policy: 'no',
    systemd: 'false',
    use_image_hosts: true,
    use_image_resolv_conf: true,
    log_configuration: { driver: 'none' },
    resource_limits: { cpu: { shares: 2 } },
    ...(config.hostNetwork
      ? { netns: { nsmode: 'host' }, utsns: { nsmode: 'host' } }
      : { netns: { nsmode: 'bridge' }, Networks: { [place.network]: {} }, hostname: config.hostname }),
    ...(config.hostIpc ? { ipcns: { nsmode: 'host' } } : { ipcns: { nsmode: 'shareable' } }),
    ...(config.hostPid ? { pidns: { nsmode: 'host' } } : {}),
    ...(Object.keys(config.sysctls).length > 0 ? { sysctl: config.sysctls } : {}),
    ...(config.ports.length > 0 && !config.hostNetwork
      ? {
          portmappings: config.ports.map(({ hostIp, hostPort, containerPort, protocol }) => ({
            host_ip: hostIp,
            host_port: hostPort,
            container_port: containerPort,
            protocol,
          })),
        }
      : {}),
  }
}

/** A container of a pod, in the namespaces of its sandbox. */
export function containerSpec(config: ContainerConfig, agent: string): ContainerSpec {
  const sandbox = sandboxName(config.pod)
  const shared = { nsmode: 'container', value: sandbox }
  return {
    name: containerName(config),
    image: config.image,
    labels: {
      ...podLabels(agent, config.pod),
      [labels.kind]: 'container',
      [labels.container]: config.name,
      [labels.attempt]: String(config.attempt),
      [labels.image]: config.image,
      [labels.terminationMessageFile]: config.terminationMessageFile,
    },
    ...(config.command.length > 0 ? { entrypoint: config.command } : {}),
    ...(config.args.length > 0 ? { command: config.args } : {}),
    env: Object.fromEntries(config.env),
    ...(config.workingDir === '' ? {} : { work_dir: config.workingDir, create_working_dir: true }),
    stdin: config.stdin,
    terminal: config.tty,
    mounts: config.mounts.map(mountSpec),
    netns: shared,
    utsns: shared,
    ipcns: config.hostIpc ? { nsmode: 'host' } : shared,
    ...(config.hostPid ? { pidns: { nsmode: 'host' } } : config.shareProcesses ? { pidns: shared } : {}),
    use_image_hosts: true,
    use_image_resolv_conf: true,
    use_image_hostname: true,
    httpproxy: false,
    restart_policy: 'no',
    systemd: 'false',
    log_configuration: { driver: 'k8s-file', size: logSize },
    resource_limits: resourceLimits(config.resources),
    ...securitySpec(config.security),
    ...(config.stopSignal === '' ? {} : { stop_signal: signalNumber(config.stopSignal) }),
  }
}

function mountSpec({ hostPath, containerPath, readOnly, propagation }: RuntimeMount) {
  const propagations = { None: 'rprivate', HostToContainer: 'rslave', Bidirectional: 'rshared' }
  return {
    type: 'bind',
    source: hostPath,
    destination: containerPath,
    options: ['rbind', readOnly ? 'ro' : 'rw', propagations[propagation]],
  }
}

function resourceLimits({ memoryBytes, cpuShares, cpuQuota }: ContainerConfig['resources']) {
  return {
    // Without the second figure a container could go on in swap, which kubelet does not allow either.
    ...(memoryBytes > 0 ? { memory: { limit: memoryBytes, swap: memoryBytes } } : {}),
    cpu: {
      shares: cpuShares,
      ...(cpuQuota > 0 ? { quota: cpuQuota, period: 100_000 } : {}),
    },
  }
}

function securitySpec(security: ContainerConfig['security']): ContainerSpec {
  return {
    privileged: security.privileged,
    read_only_filesystem: security.readOnlyRoot,
    no_new_privileges: security.noNewPrivileges,
    ...(security.seccomp === 'default' ? {} : { seccomp_profile_path: profilePath(security.seccomp) }),
    ...(security.user === '' ? {} : { user: security.user }),
    ...(security.supplementalGroups.length > 0 ? { groups: security.supplementalGroups.map(String) } : {}),
    ...(security.addCapabilities.length > 0 ? { cap_add: security.addCapabilities.map(capability) } : {}),
    ...(security.dropCapabilities.length > 0 ? { cap_drop: security.dropCapabilities.map(capability) } : {}),
  }
}

const profilePath = (seccomp: 'unconfined' | { file: string }): string =>
  (seccomp === 'unconfined' ? seccomp : seccomp.file)

const capability = (name: string): string =>
  (name.toUpperCase() === 'ALL' ? 'all' : `CAP_${name.toUpperCase().replace(/^CAP_/, '')}`)

/** The number of a signal that a Pod's `lifecycle.stopSignal` names: `SIGUSR1`, `SIGRTMIN+3`. */
function signalNumber(name: string): number {
  const [, from, sign, by] = /^(SIGRTMIN|SIGRTMAX)(?:([+-])([0-9]+))?$/.exec(name) ?? []
  if (from === undefined) return constants.signals[name as NodeJS.Signals] ?? constants.signals.SIGTERM
  return (from === 'SIGRTMIN' ? realtime.first : realtime.last) + Number(by ?? 0) * (sign === '-' ? -1 : 1)
}

/** What C libraries leave programs of the kernel's real-time signals. */
const realtime = { first: 34, last: 64 }
