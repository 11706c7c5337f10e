import { arch, cpus, release, totalmem } from 'node:os'
import { existsSync, readFileSync, statfsSync } from 'node:fs'

import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'

/** The Kubernetes release whose kubelet this agent answers like. */
const kubeletVersion = 'v1.36.2'
const maxPods = 110

/** What a node says about itself. */
export interface NodeFactsInput {
  name: string
  addresses: readonly string[]
  podCidr: string
  runtimeVersion: string
  kubeletPort: number
  dataDir: string
}

/** What this machine is made of, read once. */
export interface MachineFacts {
  cpus: number
  memoryKi: number
  diskBytes: number
  machineId: string
  bootId: string
  systemUuid: string
  kernel: string
  osImage: string
  architecture: string
}

/** Reads the machine. */
export function readMachine(dataDir: string): MachineFacts {
  const disk = statfsSync(dataDir)
  return {
    cpus: cpus().length,
    memoryKi: Math.floor(totalmem() / 1024),
    diskBytes: disk.blocks * disk.bsize,
    machineId: readLine('/etc/machine-id') || readLine('/sys/class/dmi/id/product_uuid').replaceAll('-', ''),
    bootId: readLine('/proc/sys/kernel/random/boot_id'),
    systemUuid: readLine('/sys/class/dmi/id/product_uuid') || readLine('/etc/machine-id'),
    kernel: release(),
    osImage: /^PRETTY_NAME="?(.*?)"?$/m.exec(read('/etc/os-release'))?.[1] ?? 'Linux',
    architecture: { x64: 'amd64', arm64: 'arm64', arm: 'arm', ia32: '386' }[arch() as string] ?? arch(),
  }
}

const read = (path: string): string => {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  } catch {
    return ''
  }
}
const readLine = (path: string): string => read(path).trim()

/** The labels every kubelet puts on its node. */
export function nodeLabels(name: string, { architecture }: MachineFacts): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': architecture,
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': architecture,
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  }
}

/** What of the machine's memory pods may have. */
export const allocatableMemoryKi = ({ memoryKi }: Pick<MachineFacts, 'memoryKi'>): number =>
  Math.max(0, memoryKi - 100 * 1024)

/** A Node's status; conditions that did not change keep the time of their change. */
export function nodeStatus(
  input: NodeFactsInput, machine: MachineFacts, before: KubeObject | null, now: Date,
): Record<string, any> {
  const resources = {
    cpu: String(machine.cpus),
    'ephemeral-storage': `${Math.floor(machine.diskBytes / 1024)}Ki`,
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: `${machine.memoryKi}Ki`,
    pods: String(maxPods),
  }
  return {
    addresses: [
      ...input.addresses.map((address) => ({ type: 'InternalIP', address })),
      { type: 'Hostname', address: input.name },
    ],
    // As kubelet by default: a tenth of the disk is kept back, and 100 Mi of memory.
    allocatable: {
      ...resources,
      'ephemeral-storage': String(Math.floor(machine.diskBytes * 0.9)),
      memory: `${allocatableMemoryKi(machine)}Ki`,
    },
    capacity: resources,
    conditions: nodeConditions(before, now),
    daemonEndpoints: { kubeletEndpoint: { Port: input.kubeletPort } },
    nodeInfo: {
      architecture: machine.architecture,
      bootID: machine.bootId,
      containerRuntimeVersion: input.runtimeVersion,
      kernelVersion: machine.kernel,
      kubeProxyVersion: '',
      kubeletVersion,
      machineID: machine.machineId,
      operatingSystem: 'linux',
      osImage: machine.osImage,
      systemUUID: machine.systemUuid,
    },
  }
}

function nodeConditions(before: KubeObject | null, now: Date): unknown[] {
  const rows: [type: string, status: string, reason: string, message: string][] = [
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
  ]
  const time = formatTime(now)
  return rows.map(([type, status, reason, message]) => {
    const old = before?.['status']?.conditions?.find((one: any) => one.type === type)
    return {
      type,
      status,
      lastHeartbeatTime: time,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : time,
      reason,
      message,
    }
  })
}
