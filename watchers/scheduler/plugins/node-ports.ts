import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { FilterPlugin } from '../framework.ts'
import { resolvable } from '../framework.ts'

interface HostPort { ip: string; protocol: string; port: number }

function hostPorts({ spec }: KubeObject): HostPort[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }: any) => restartPolicy === 'Always')
  return [...spec.containers ?? [], ...sidecars].flatMap(({ ports = [] }: any) => ports)
    .filter(({ hostPort }: any) => hostPort > 0)
    .map(({ hostIP, protocol = 'TCP', hostPort }: any) => ({ ip: hostIP || '0.0.0.0', protocol, port: hostPort }))
}

function clash(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0')
}

/** A host port serves one pod. */
export const nodePorts: FilterPlugin = {
  name: 'NodePorts',
  prepare: (pod) => {
    const wanted = hostPorts(pod)
    if (wanted.length === 0) return undefined
    return ({ pods }) => {
      const taken = pods.flatMap(hostPorts)
      const isTaken = wanted.some((port) => taken.some((other) => clash(port, other)))
      return isTaken ? resolvable("node(s) didn't have free ports for the requested pod ports") : undefined
    }
  },
}
