import { semanticEqual } from '../../../../apimachinery/equality.ts'
import { duplicate, forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { parseIP } from '../../../../apimachinery/ip.ts'
import type { KubeObject } from '../../../../apimachinery/meta.ts'
import { isValidLegacyIP } from '../../../../apimachinery/names.ts'
import { validateImmutable } from '../../meta/object-meta-update.ts'
import { validateAllocated, validateTransitions, validateUsers } from './container-status.ts'
import { dns1123Label, dns1123Subdomain, invalidFor, qualifiedName } from './fields.ts'

const lists = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']
const systemConditions = ['PodScheduled', 'Ready', 'Initialized']
const negative = 'must be a non-negative integer'

/** Upstream: the part of ValidatePodStatusUpdate below the status. */
export function validatePodStatus(pod: KubeObject, old: KubeObject): FieldError[] {
  const { spec } = pod
  const [status, before] = [pod['status'] ?? {}, old['status'] ?? {}]
  const { observedGeneration = 0 } = status
  return [
    ...validateConditions(status.conditions ?? [], 'status.conditions'),
    ...validateNominated(status.nominatedNodeName ?? '', old, 'status.nominatedNodeName'),
    ...(observedGeneration < 0 ? [invalid('status.observedGeneration', observedGeneration, negative)] : []),
    ...validateImmutable(status.qosClass ?? '', before.qosClass ?? '', 'status.qosClass'),
    ...lists.flatMap((list) => validateTransitions(old['spec'], status, before, list)),
    ...validateClaims(status.resourceClaimStatuses ?? [], spec.resourceClaims ?? [], 'status.resourceClaimStatuses'),
    ...validateExtendedClaim(status.extendedResourceClaimStatus, spec, 'status.extendedResourceClaimStatus'),
    ...validateAddresses(status.podIPs, before.podIPs, 'status.podIPs'),
    ...validateHostAddresses(status, before),
    ...lists.flatMap((list) => validateUsers(spec, status, list)),
    ...validateAllocated(spec.containers ?? [], status.containerStatuses ?? [], 'status.containerStatuses'),
    ...validateAllocated(spec.initContainers ?? [], status.initContainerStatuses ?? [], 'status.initContainerStatuses'),
    ...((status.ephemeralContainerStatuses ?? []) as any[]).flatMap(({ allocatedResourcesStatus = [] }, index) => {
      const path = `status.ephemeralContainerStatuses[${index}].allocatedResourcesStatus`
      return allocatedResourcesStatus.length > 0 ? [forbidden(path, 'must not be specified in container status')] : []
    }),
  ]
}

function validateConditions(conditions: any[], path: string): FieldError[] {
  return conditions.flatMap(({ type = '', observedGeneration = 0 }, index) => [
    ...(observedGeneration < 0 ? [invalid(`${path}[${index}].observedGeneration`, observedGeneration, negative)] : []),
    ...(systemConditions.includes(type) ? [] : qualifiedName(`${path}[${index}].Type`, type)),
  ])
}

/** Where the scheduler means to put a pod counts until the pod is somewhere. */
function validateNominated(name: string, old: KubeObject, path: string): FieldError[] {
  if (name === '' || name === (old['status']?.nominatedNodeName ?? '')) return []
  const bound = Boolean(old['spec'].nodeName)
  return [
    ...dns1123Subdomain(path, name),
    ...(bound ? [forbidden(path, 'may not be set on pods that are already bound to a node')] : []),
  ]
}

function validateClaims(statuses: any[], claims: any[], path: string): FieldError[] {
  const names = statuses.map(({ name = '' }) => name)
  return statuses.flatMap(({ name = '', resourceClaimName: claim }, index) => {
    const at = `${path}[${index}]`
    const known = claims.some((one) => one.name === name)
    return [
      ...(known ? [] : [invalid(`${at}.name`, name, 'must match the name of an entry in `spec.resourceClaims`')]),
      ...(names.indexOf(name) < index ? [duplicate(`${at}.name`, name)] : []),
      ...(claim === undefined ? [] : dns1123Subdomain(`${at}.resourceClaimName`, claim)),
    ]
  })
}

function validateExtendedClaim(status: any, spec: any, path: string): FieldError[] {
  if (!status) return []
  const { requestMappings = [], resourceClaimName: claim = '' } = status
  const containers: any[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  const missing = required(`${path}.requestMappings`, 'at least one request mapping is required')
  return [
    ...(requestMappings.length === 0 ? [missing] : []),
    ...requestMappings.flatMap((mapping: any, index: number) => [
      ...validateMapping(mapping, containers, `${path}.requestMappings[${index}]`),
      ...dns1123Label(`${path}.requestName`, mapping.requestName ?? ''),
      ...(requestMappings.findIndex((one: any) => semanticEqual(one, mapping)) < index
        ? ['containerName', 'resourceName', 'requestName'].map((field) =>
            duplicate(`${path}.requestMappings[${index}].${field}`, mapping[field] ?? ''))
        : []),
    ]),
    ...(claim === '' ? [required(`${path}.resourceClaimName`)] : dns1123Subdomain(`${path}.resourceClaimName`, claim)),
  ]
}

function validateMapping(
  { containerName = '', resourceName = '' }: any, containers: any[], path: string,
): FieldError[] {
  const container = containers.findLast(({ name }) => name === containerName)
  if (!container) {
    const message = 'must match the name of an entry in spec.initContainers.name or spec.containers.name'
    return [invalid(`${path}.containerName`, containerName, message)]
  }
  const message = 'must match the extended resource name of an entry in spec.initContainers.resources.requests or ' +
    'spec.containers.resources.requests'
  return container.resources?.requests?.[resourceName] === undefined
    ? [invalid(`${path}.resourceName`, resourceName, message)]
    : []
}

function validateHostAddresses({ hostIP = '', hostIPs }: any, before: any): FieldError[] {
  const first: string | undefined = hostIPs?.[0] && (hostIPs[0].ip ?? '')
  const differs = first !== undefined && first !== hostIP
  return [
    ...(differs ? [invalid('status.hostIPs[0].ip', first, 'must be equal to `hostIP`')] : []),
    ...validateAddresses(hostIPs, before.hostIPs, 'status.hostIPs'),
  ]
}

/** Addresses, at most one of each family; what was there before stays, right or wrong. */
function validateAddresses(list: any[] | undefined, old: any[] | undefined, path: string): FieldError[] {
  const known = (old ?? []).map(({ ip = '' }) => ip)
  const addresses: string[] = (list ?? []).map(({ ip = '' }) => ip)
  const wrong = addresses.flatMap((ip, index) =>
    known.includes(ip) ? [] : invalidFor(`${path}[${index}]`, ip, isValidLegacyIP(ip)))
  if (addresses.length < 2) return wrong
  return [...wrong, ...validatePair(addresses, path)]
}

function validatePair(addresses: string[], path: string): FieldError[] {
  const families = addresses.map((ip) => parseIP(ip)?.family)
  const bad = addresses.findIndex((_, index) => families[index] === undefined)
  const pair = new Set(families).size === 2 && addresses.length === 2 && bad < 0
  // Upstream prints the internal struct, whose field has Go's name.
  const printed = addresses.map((ip) => ({ IP: ip }))
  const parse = `failed to check for dual stack with error:invalid IP[${bad}]: ${addresses[bad]}`
  return [
    ...(bad < 0 ? [] : [{ type: 'InternalError' as const, path, message: `Internal error: ${parse}` }]),
    ...(pair ? [] : [invalid(path, printed, 'may specify no more than one IP for each IP family')]),
  ]
}
