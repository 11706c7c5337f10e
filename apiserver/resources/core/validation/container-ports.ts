import { duplicate, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isValidPortName, isValidPortNum } from '../../../../apimachinery/names.ts'
import { invalidFor, oneOf } from './fields.ts'

const protocols = ['SCTP', 'TCP', 'UDP']

/** Upstream: validateContainerPorts. */
export function validateContainerPorts(ports: any[] | undefined, path: string): FieldError[] {
  const names = new Set<string>()
  return (ports ?? []).flatMap((port, index) => {
    const at = `${path}[${index}]`
    return [
      ...validatePortName(port.name, names, `${at}.name`),
      ...(port.containerPort
        ? invalidFor(`${at}.containerPort`, port.containerPort, isValidPortNum(port.containerPort))
        : [required(`${at}.containerPort`)]),
      ...(port.hostPort ? invalidFor(`${at}.hostPort`, port.hostPort, isValidPortNum(port.hostPort)) : []),
      ...oneOf(`${at}.protocol`, port.protocol, protocols),
    ]
  })
}

function validatePortName(name: string | undefined, names: Set<string>, path: string): FieldError[] {
  if (!name) return []
  const wrong = invalidFor(path, name, isValidPortName(name))
  if (wrong.length > 0) return wrong
  if (names.has(name)) return [duplicate(path, name)]
  names.add(name)
  return []
}

/** No two containers may ask for the same port of the host. Upstream: checkHostPortConflicts. */
export function validateHostPorts(containers: any[], path: string): FieldError[] {
  const taken = new Set<string>()
  return containers.flatMap((container, index) =>
    ((container.ports ?? []) as any[]).flatMap(({ protocol = '', hostIP = '', hostPort }, at) => {
      if (!hostPort) return []
      const key = `${protocol}/${hostIP}/${hostPort}`
      if (taken.has(key)) return [duplicate(`${path}[${index}].ports[${at}].hostPort`, key)]
      taken.add(key)
      return []
    }))
}

/** On the host's network, the host's port is the container's. Upstream: validatePodHostNetworkDeps. */
export function validateHostNetworkPorts(spec: any, path: string, isPod: boolean): FieldError[] {
  if (!spec.hostNetwork) return []
  return ((spec.containers ?? []) as any[]).flatMap((container, index) =>
    ((container.ports ?? []) as any[]).flatMap(({ hostPort = 0, containerPort = 0 }, at) => {
      const differs = (isPod || hostPort !== 0) && hostPort !== containerPort
      const message = 'must match `containerPort` when `hostNetwork` is true'
      return differs ? [invalid(`${path}.containers[${index}].ports[${at}].hostPort`, hostPort, message)] : []
    }))
}
