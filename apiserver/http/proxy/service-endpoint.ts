import type { KubeObject } from '../../../apimachinery/meta.ts'

/** A place that serves a port of a Service. */
export interface EndpointPlace { ip: string; port: number; pod: string }

interface TargetRef { kind?: string; namespace?: string; name?: string }
interface Port { name?: string; port?: number }

/** The places of an Endpoints object that serve the port of this name. */
export function placesOfEndpoints(endpoints: KubeObject, portName: string): EndpointPlace[] {
  const subsets: { addresses?: { ip: string; targetRef?: TargetRef }[]; ports?: Port[] }[] = endpoints['subsets'] ?? []
  return subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.filter(({ name = '' }) => name === portName).flatMap(({ port = 0 }) => {
      return addresses.map(({ ip, targetRef }) => ({ ip, port, pod: podOf(targetRef, endpoints) }))
    }))
}

/** The same of the EndpointSlices of a Service; what is not ready is left out. */
export function placesOfSlices(slices: readonly KubeObject[], portName: string): EndpointPlace[] {
  return slices.flatMap((slice) => {
    const endpoints: { addresses: string[]; conditions?: { ready?: boolean }; targetRef?: TargetRef }[] =
      slice['endpoints'] ?? []
    const ports: Port[] = (slice['ports'] ?? []).filter(({ name = '' }: Port) => name === portName)
    const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false)
    return ports.flatMap(({ port = 0 }) =>
      ready.map(({ addresses, targetRef }) => ({ ip: addresses[0] ?? '', port, pod: podOf(targetRef, slice) })))
  })
}

/** Requests go to pods only, and only to those of the namespace. '' for what is none. */
function podOf(target: TargetRef | undefined, { metadata }: KubeObject): string {
  return target?.kind === 'Pod' && target.namespace === metadata.namespace ? (target.name ?? '') : ''
}

/** What the pods that a Service selects serve of a port, where nothing tells its endpoints. */
export function placesOfPods(
  pods: readonly KubeObject[], port: { port: number; targetPort?: number | string },
): EndpointPlace[] {
  return pods.filter(isReady).flatMap((pod) => {
    const number = targetPort(pod, port.targetPort || port.port)
    const ip: string = pod['status']?.podIPs?.[0]?.ip ?? ''
    return number === undefined || ip === '' ? [] : [{ ip, port: number, pod: pod.metadata.name ?? '' }]
  })
}

function isReady({ status, metadata }: KubeObject): boolean {
  const conditions: { type: string; status: string }[] = status?.conditions ?? []
  return !metadata.deletionTimestamp && conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True')
}

function targetPort(pod: KubeObject, target: number | string): number | undefined {
  if (typeof target === 'number') return target
  const containers: { ports?: { name?: string; containerPort: number }[] }[] = pod['spec']?.containers ?? []
  return containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === target)?.containerPort
}

/** Whether a pod still has the address that its endpoint tells. */
export function hasAddress(pod: KubeObject | undefined, ip: string): boolean {
  const ips: { ip: string }[] = pod?.['status']?.podIPs ?? []
  return ips.some((one) => one.ip === ip)
}
