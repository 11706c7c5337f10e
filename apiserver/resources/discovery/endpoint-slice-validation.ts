import {
  duplicate, invalid, notSupported, required, tooMany, type FieldError,
} from '../../../apimachinery/field-error.ts'
import { parseIP } from '../../../apimachinery/ip.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import {
  isDNS1123Label, isDNS1123Subdomain, isValidIP, isValidLabelValue, isValidLegacyIP,
} from '../../../apimachinery/names.ts'
import { validateLabels } from '../../../apimachinery/selectors.ts'
import { validateEndpointIP } from '../core/endpoint-ip.ts'
import { dns1123Label, dns1123Subdomain, invalidFor, qualifiedName } from '../core/validation/fields.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { immutableText } from '../meta/object-meta-update.ts'
import { validateKindMeta } from '../meta/of-kind.ts'
import { sameInGo } from '../schema/go-values.ts'

const addressTypes = ['IPv4', 'IPv6', 'FQDN']
const protocols = ['TCP', 'UDP', 'SCTP']
const max = { endpoints: 1000, addresses: 100, ports: 20_000, topology: 16, hints: 8 }
const sliceType = 'k8s.io/api/discovery/v1.EndpointSlice'

export const endpointsOf = (object: KubeObject): any[] => object['endpoints'] ?? []
export const portsOf = (object: KubeObject): any[] => object['ports'] ?? []

/** What is wrong with a slice, its metadata aside; endpoints that are as they were may be wrong. */
export function validateEndpointSlice(object: KubeObject, old?: KubeObject): FieldError[] {
  const addressType: string = object['addressType'] ?? ''
  const wrong = validateEndpoints(endpointsOf(object), addressType)
  const kept = wrong.length > 0 && old &&
    sameInGo(sliceType, { endpoints: endpointsOf(object) }, { endpoints: endpointsOf(old) })
  return [
    ...validateAddressType(addressType),
    ...validatePorts(portsOf(object)),
    ...(kept ? [] : wrong),
  ]
}

/** What an update may not do, metadata included. */
export function validateEndpointSliceUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...validateEndpointSlice(object, old),
    ...immutableText(object['addressType'], old['addressType'], 'addressType'),
  ]
}

function validateAddressType(type: string): FieldError[] {
  if (type === '') return [required('addressType')]
  return addressTypes.includes(type) ? [] : [notSupported('addressType', type, addressTypes)]
}

function validatePorts(ports: any[]): FieldError[] {
  if (ports.length > max.ports) return [tooMany('ports', ports.length, max.ports)]
  const names = new Set<string>()
  return ports.flatMap(({ name = '', protocol, appProtocol }, index) => {
    const path = `ports[${index}]`
    const again = names.has(name) ? [duplicate(`${path}.name`, name)] : []
    names.add(name)
    return [
      ...(name === '' ? [] : dns1123Label(`${path}.name`, name)),
      ...again,
      ...validateProtocol(protocol, `${path}.protocol`),
      ...(appProtocol === undefined ? [] : qualifiedName(`${path}.appProtocol`, appProtocol)),
    ]
  })
}

function validateProtocol(protocol: string | undefined, path: string): FieldError[] {
  if (protocol === undefined) return [required(path)]
  return protocols.includes(protocol) ? [] : [notSupported(path, protocol, protocols)]
}

function validateEndpoints(endpoints: any[], type: string): FieldError[] {
  if (endpoints.length > max.endpoints) return [tooMany('endpoints', endpoints.length, max.endpoints)]
  return endpoints.flatMap((endpoint, at) => validateEndpoint(endpoint, type, `endpoints[${at}]`))
}

function validateEndpoint(endpoint: any, type: string, path: string): FieldError[] {
  const { addresses = [], nodeName, deprecatedTopology: topology = {}, hostname, hints } = endpoint
  const labels = Object.keys(topology).length
  return [
    ...(addresses.length === 0 ? [required(`${path}.addresses`, 'must contain at least 1 address')] : []),
    ...(addresses.length > max.addresses ? [tooMany(`${path}.addresses`, addresses.length, max.addresses)] : []),
    ...(addresses as string[]).flatMap((address, at) => validateAddress(address, type, `${path}.addresses`, at)),
    ...(nodeName === undefined ? [] : dns1123Subdomain(`${path}.nodeName`, nodeName)),
    ...(labels > max.topology ? [tooMany(`${path}.deprecatedTopology`, labels, max.topology)] : []),
    ...validateLabels(topology, `${path}.deprecatedTopology`),
    ...(hostname === undefined ? [] : dns1123Label(`${path}.hostname`, hostname)),
    ...(hints ? validateHints(hints, `${path}.hints`) : []),
  ]
}

function validateAddress(address: string, type: string, list: string, at: number): FieldError[] {
  const path = `${list}[${at}]`
  if (type === 'FQDN') return validateDomain(address, path)
  if (type !== 'IPv4' && type !== 'IPv6') return []
  const wrong = type === 'IPv4' ? isValidLegacyIP(address) : isValidIP(address)
  if (wrong.length > 0) return invalidFor(path, address, wrong)
  const family = parseIP(address)?.family === 4 ? 'IPv4' : 'IPv6'
  return [
    ...(family === type ? [] : [invalid(list, address, `must be an ${type} address`)]),
    ...validateEndpointIP(address, path),
  ]
}

/** Upstream: IsFullyQualifiedDomainName. */
function validateDomain(text: string, path: string): FieldError[] {
  if (text === '') return [required(path)]
  const name = text.replace(/\.$/, '')
  const wrong = isDNS1123Subdomain(name)
  if (wrong.length > 0) return [invalid(path, name, wrong.join(','))]
  const labels = name.split('.')
  if (labels.length < 2) {
    return [invalid(path, name, 'should be a domain with at least two segments separated by dots')]
  }
  const label = labels.find((one) => isDNS1123Label(one).length > 0)
  return label === undefined ? [] : [invalid(path, label, isDNS1123Label(label).join(','))]
}

function validateHints({ forZones = [], forNodes = [] }: any, path: string): FieldError[] {
  if (forZones.length > max.hints) return [tooMany(`${path}.forZones`, forZones.length, max.hints)]
  const zones = validateHintNames(forZones, `${path}.forZones`, isValidLabelValue)
  if (forNodes.length > max.hints) return [...zones, tooMany(`${path}.forNodes`, forNodes.length, max.hints)]
  return [...zones, ...validateHintNames(forNodes, `${path}.forNodes`, isDNS1123Subdomain)]
}

function validateHintNames(hints: { name?: string }[], path: string, rule: (name: string) => string[]): FieldError[] {
  const names = hints.map(({ name = '' }) => name)
  return names.flatMap((name, at) => [
    ...(names.indexOf(name) < at ? [duplicate(`${path}[${at}].name`, name)] : []),
    ...invalidFor(`${path}[${at}].name`, name, rule(name)),
  ])
}
