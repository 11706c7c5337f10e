import { isIPv6 } from 'node:net'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { isPodTerminal } from './pods.ts'

/** A port of a service as its pods serve it. */
export interface EndpointPort {
  name?: string
  port: number
  protocol: string
  appProtocol?: string
}

/** Whether a pod can be behind a service at all. Upstream: ShouldPodBeInEndpoints. */
export function isEndpoint(pod: KubeObject, includeTerminating: boolean): boolean {
  return !isPodTerminal(pod) && podAddresses(pod).length > 0
    && (includeTerminating || pod.metadata.deletionTimestamp === undefined)
}

/** All addresses of a pod. */
export function podAddresses({ status }: KubeObject): string[] {
  const all: string[] = (status?.podIPs ?? []).map(({ ip }: { ip: string }) => ip)
  return all.length === 0 && status?.podIP ? [status.podIP] : all
}

/** Of a pod's addresses those of one family. */
export function addressesOf(pod: KubeObject, family: string): string[] {
  return podAddresses(pod).filter((ip) => isIPv6(ip) === (family === 'IPv6'))
}

/** The families in which a service is to be reached. */
export function familiesOf({ spec }: KubeObject): string[] {
  if (spec.ipFamilies?.length > 0) return spec.ipFamilies
  if (hasClusterIp(spec)) return [isIPv6(spec.clusterIP) ? 'IPv6' : 'IPv4']
  return ['IPv4', 'IPv6']
}

/** A service with an address of its own; the others are called headless. */
export function hasClusterIp({ clusterIP }: { clusterIP?: string }): boolean {
  return clusterIP !== undefined && clusterIP !== '' && clusterIP !== 'None'
}

/** The ports at which this pod serves the service; those that it does not know by their name are left out. */
export function portsOf({ spec }: KubeObject, pod: KubeObject): EndpointPort[] {
  return (spec.ports ?? []).flatMap(({ name = '', protocol = 'TCP', appProtocol, port, targetPort = port }: any) => {
    const number = typeof targetPort === 'number' ? targetPort : namedPort(pod, targetPort, protocol)
    return number === undefined
      ? []
      : [{ name, port: number, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }]
  })
}

/** Upstream: FindPort. */
function namedPort({ spec }: KubeObject, name: string, protocol: string): number | undefined {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }: any) => restartPolicy === 'Always')
  const ports: any[] = [...spec.containers, ...sidecars].flatMap((container: any) => container.ports ?? [])
  return ports.find((port) => port.name === name && (port.protocol ?? 'TCP') === protocol)?.containerPort
}

/** The pod's own name under the service's, where it has one. Upstream: ShouldSetHostname. */
export function hostnameOf({ spec, metadata }: KubeObject, service: KubeObject): string | undefined {
  const { hostname, subdomain } = spec
  return hostname && subdomain === service.metadata.name && metadata.namespace === service.metadata.namespace
    ? hostname
    : undefined
}

/** How endpoints speak of a pod. */
export function podReference({ metadata: { namespace, name, uid } }: KubeObject): Record<string, string> {
  return { kind: 'Pod', namespace: namespace!, name: name!, uid: uid! }
}

/**
 * When something changed that endpoints follow from, so that it can be told how long it took.
 * Upstream: TriggerTimeTracker.
 */
export class TriggerTimes {
  private readonly known = new Map<string, Map<string, string>>()

  /** The earliest change since the last call, undefined for none; of a service that is new, its creation. */
  next(key: string, service: KubeObject, pods: readonly KubeObject[]): string | undefined {
    const before = this.known.get(key)
    const times = new Map<string, string>([['', service.metadata.creationTimestamp ?? '']])
    for (const pod of pods) {
      const ready = (pod['status']?.conditions ?? []).find(({ type }: any) => type === 'Ready')?.lastTransitionTime
      if (ready) times.set(pod.metadata.name!, ready)
    }
    this.known.set(key, times)
    if (before === undefined) return service.metadata.creationTimestamp ?? undefined
    return [...times].filter(([name, time]) => time > (before.get(name) ?? '')).map(([, time]) => time).sort()[0]
  }

  forget(key: string): void {
    this.known.delete(key)
  }
}

const triggerTime = 'endpoints.kubernetes.io/last-change-trigger-time'

/** The annotations, with the time of the change that led to this write; without one where there is none. */
export function withTriggerTime(
  annotations: Record<string, string> = {}, time: string | undefined,
): Record<string, string> {
  const { [triggerTime]: _, ...others } = annotations
  return time === undefined ? others : { ...others, [triggerTime]: time }
}
