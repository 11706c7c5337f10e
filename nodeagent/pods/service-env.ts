import type { KubeObject } from '../../apimachinery/meta.ts'

/** The service every pod is told of, whatever it asks for. */
export const apiService = { namespace: 'default', name: 'kubernetes' }

/**
 * The variables that tell a container of services: Kubernetes' own and those of Docker's links. A service without
 * an address of its own has none. Upstream: envvars.FromServices.
 */
export function serviceEnv(services: readonly KubeObject[]): [name: string, value: string][] {
  return services.flatMap((service) => {
    const { clusterIP, ports = [] } = service['spec'] ?? {}
    if (!clusterIP || clusterIP === 'None' || ports.length === 0) return []
    const name = variableName(service.metadata.name ?? '')
    const named = ports.filter((port: any) => port.name)
    return [
      [`${name}_SERVICE_HOST`, clusterIP],
      [`${name}_SERVICE_PORT`, String(ports[0].port)],
      ...named.map((port: any) => [`${name}_SERVICE_PORT_${variableName(port.name)}`, String(port.port)]),
      [`${name}_PORT`, link(clusterIP, ports[0])],
      ...ports.flatMap((port: any) => linkVariables(name, clusterIP, port)),
    ]
  })
}

function linkVariables(service: string, ip: string, port: any): [string, string][] {
  const protocol: string = port.protocol || 'TCP'
  const prefix = `${service}_PORT_${port.port}_${protocol.toUpperCase()}`
  return [
    [prefix, link(ip, port)],
    [`${prefix}_PROTO`, protocol.toLowerCase()],
    [`${prefix}_PORT`, String(port.port)],
    [`${prefix}_ADDR`, ip],
  ]
}

const link = (ip: string, port: any): string =>
  `${String(port.protocol || 'TCP').toLowerCase()}://${ip.includes(':') ? `[${ip}]` : ip}:${port.port}`

const variableName = (name: string): string => name.replaceAll('-', '_').toUpperCase()

/** Those of a namespace's services that a pod is told of, and the API's; a namespace's own goes before it. */
export function visibleServices(own: readonly KubeObject[], api: KubeObject | null, links: boolean): KubeObject[] {
  const shown = links ? own : []
  if (api === null || shown.some(({ metadata }) => metadata.name === apiService.name)) return [...shown]
  return [...shown, api]
}
