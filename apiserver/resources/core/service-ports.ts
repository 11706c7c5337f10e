import { duplicate, forbidden, invalid, notSupported, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isDNS1123Label, isQualifiedName, isValidPortName, isValidPortNum } from '../../../apimachinery/names.ts'
import { portsOf, specOf, type ServicePort } from './service-shape.ts'

const protocols = ['SCTP', 'TCP', 'UDP']

/** The ports one by one (`each`), or how they go together; upstream checks the one long before the other. */
export function validatePorts(service: KubeObject, part: 'each' | 'together'): FieldError[] {
  const ports = portsOf(service)
  if (part === 'each') return validateEach(ports)
  const unused = specOf(service)['type'] === 'ClusterIP' ? ports.flatMap(unusedNodePort) : []
  return [
    ...unused,
    ...repeated(ports, (port) => (port.nodePort ? [port.protocol, port.nodePort] : undefined), (port, path) =>
      duplicate(`${path}.nodePort`, port.nodePort)),
    ...repeated(ports, (port) => [port.protocol, port.port], (port, path) => duplicate(path, goPort(port))),
  ]
}

function validateEach(ports: readonly ServicePort[]): FieldError[] {
  const names = new Set<string>()
  return ports.flatMap((port, at) => {
    const errors = validatePort(port, ports.length > 1, names.has(port.name ?? ''), `spec.ports[${at}]`)
    if (port.name) names.add(port.name)
    return errors
  })
}

function validatePort(port: ServicePort, needsName: boolean, isRepeated: boolean, path: string): FieldError[] {
  const { name = '', protocol = '', appProtocol, port: number = 0, targetPort = 0 } = port
  return [
    ...(name === '' && needsName ? [required(`${path}.name`)] : []),
    ...(name === '' ? [] : isDNS1123Label(name).map((message) => invalid(`${path}.name`, name, message))),
    ...(name !== '' && isRepeated ? [duplicate(`${path}.name`, name)] : []),
    ...isValidPortNum(number).map((message) => invalid(`${path}.port`, number, message)),
    ...(protocol === '' ? [required(`${path}.protocol`)] : []),
    ...(protocol === '' || protocols.includes(protocol) ? [] : [notSupported(`${path}.protocol`, protocol, protocols)]),
    ...(typeof targetPort === 'number' ? isValidPortNum(targetPort) : isValidPortName(targetPort)).map((message) =>
      invalid(`${path}.targetPort`, targetPort, message)),
    ...(typeof appProtocol === 'string'
      ? isQualifiedName(appProtocol).map((message) => invalid(`${path}.appProtocol`, appProtocol, message))
      : []),
  ]
}

function unusedNodePort({ nodePort }: ServicePort, at: number): FieldError[] {
  return nodePort ? [forbidden(`spec.ports[${at}].nodePort`, "may not be used when `type` is 'ClusterIP'")] : []
}

function repeated(
  ports: readonly ServicePort[], keyOf: (port: ServicePort) => unknown,
  error: (port: ServicePort, path: string) => FieldError,
): FieldError[] {
  const seen = new Set<string>()
  return ports.flatMap((port, at) => {
    const key = JSON.stringify(keyOf(port))
    if (key === undefined) return []
    const errors = seen.has(key) ? [error(port, `spec.ports[${at}]`)] : []
    seen.add(key)
    return errors
  })
}

/** The key of a port as Go prints the struct that has it. */
function goPort({ protocol = '', port = 0 }: ServicePort): Record<string, unknown> {
  return { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }
}
