import type { LocatedContainer } from './validation/locate-containers.ts'

interface LocatedPort {
  port: any
  path: string
}

/** Ports of a pod that get in each other's way. Upstream: the port checks of warningsForPodSpecAndMeta. */
export function portWarnings(containers: readonly LocatedContainer[]): string[] {
  const ports = containers.flatMap(({ container, path }) =>
    ((container.ports ?? []) as any[]).map((port, index) => ({ port, path: `${path}.ports[${index}]` })))
  return [...clashes(ports), ...sameNames(ports)]
}

function clashes(ports: readonly LocatedPort[]): string[] {
  const known = new Map<string, LocatedPort[]>()
  return ports.flatMap((one) => {
    const lonely = one.port.hostIP && !one.port.hostPort
      ? [`${one.path}: hostIP set without hostPort: ${goPort(one.port)}`]
      : []
    const key = `${one.port.containerPort ?? 0}/${one.port.protocol ?? ''}`
    const others = known.get(key) ?? []
    known.set(key, [...others, one])
    return [...lonely, ...others.flatMap((other) => {
      const how = clash(one.port, other.port)
      return how === undefined ? [] : [`${one.path}: ${how} port definition with ${other.path}`]
    })]
  })
}

/** As Go prints the struct. */
function goPort({ name = '', hostPort = 0, containerPort = 0, protocol = '', hostIP = '' }: any): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`
}

function clash(one: any, other: any): string | undefined {
  const [oneIP, otherIP] = [one.hostIP ?? '', other.hostIP ?? '']
  const [onePort, otherPort] = [one.hostPort ?? 0, other.hostPort ?? 0]
  if (oneIP === otherIP && onePort === otherPort) return 'duplicate'
  if (onePort === 0 || otherPort === 0) return 'overlapping'
  return onePort === otherPort && (oneIP === '') !== (otherIP === '') ? 'dangerously ambiguous' : undefined
}

function sameNames(ports: readonly LocatedPort[]): string[] {
  const known = new Map<string, string>()
  return ports.flatMap(({ port: { name }, path }) => {
    if (!name) return []
    const first = known.get(name)
    if (first === undefined) {
      known.set(name, path)
      return []
    }
    const who = `services and probes that select ports by name will use ${first}`
    return [`${path}: duplicate port name ${JSON.stringify(name)} with ${first}, ${who}`]
  })
}
