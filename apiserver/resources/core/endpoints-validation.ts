import { notSupported, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isValidPortNum } from '../../../apimachinery/names.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { sameInGo } from '../schema/go-values.ts'
import { validateEndpointIP } from './endpoint-ip.ts'
import { dns1123Label, dns1123Subdomain, invalidFor, ipAddress, qualifiedName } from './validation/fields.ts'

const protocols = ['TCP', 'UDP', 'SCTP']

export const subsetsOf = (object: KubeObject): any[] => object['subsets'] ?? []

/** What is wrong with Endpoints, their metadata aside; subsets that are as they were may be wrong. */
export function validateEndpoints(object: KubeObject, old?: KubeObject): FieldError[] {
  const wrong = subsetsOf(object).flatMap((subset, at) => validateSubset(subset, `subsets[${at}]`))
  const kept = wrong.length > 0 && old &&
    sameInGo('k8s.io/api/core/v1.Endpoints', { subsets: subsetsOf(object) }, { subsets: subsetsOf(old) })
  return kept ? [] : wrong
}

/** What an update may not do, metadata included. */
export function validateEndpointsUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(object, old),
    ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...validateEndpoints(object, old),
  ]
}

function validateSubset({ addresses = [], notReadyAddresses = [], ports = [] }: any, path: string): FieldError[] {
  return [
    ...(addresses.length + notReadyAddresses.length === 0
      ? [required(path, 'must specify `addresses` or `notReadyAddresses`')]
      : []),
    ...addresses.flatMap((one: any, at: number) => validateAddress(one, `${path}.addresses[${at}]`)),
    ...notReadyAddresses.flatMap((one: any, at: number) => validateAddress(one, `${path}.notReadyAddresses[${at}]`)),
    ...ports.flatMap((port: any, at: number) => validatePort(port, ports.length > 1, `${path}.ports[${at}]`)),
  ]
}

function validateAddress({ ip = '', hostname = '', nodeName }: any, path: string): FieldError[] {
  return [
    ...ipAddress(`${path}.ip`, ip),
    ...(hostname === '' ? [] : dns1123Label(`${path}.hostname`, hostname)),
    ...(nodeName === undefined ? [] : dns1123Subdomain(`${path}.nodeName`, nodeName)),
    ...validateEndpointIP(ip, `${path}.ip`),
  ]
}

function validatePort(endpointPort: any, named: boolean, path: string): FieldError[] {
  const { name = '', port = 0, protocol = '', appProtocol } = endpointPort
  return [
    ...(named && name === '' ? [required(`${path}.name`)] : []),
    ...(name === '' ? [] : dns1123Label(`${path}.name`, name)),
    ...invalidFor(`${path}.port`, port, isValidPortNum(port)),
    ...validateProtocol(protocol, `${path}.protocol`),
    ...(appProtocol === undefined ? [] : qualifiedName(`${path}.appProtocol`, appProtocol)),
  ]
}

function validateProtocol(protocol: string, path: string): FieldError[] {
  if (protocol === '') return [required(path)]
  return protocols.includes(protocol) ? [] : [notSupported(path, protocol, protocols)]
}
