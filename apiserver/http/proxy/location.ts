import { ApiError, badRequest, internalError, notFoundError } from '../../../apimachinery/api-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { labelSelectorMatcher } from '../../../apimachinery/selectors.ts'
import { getObject } from '../../registry/get.ts'
import { collectionKey, objectKey, type Resource } from '../../registry/resource.ts'
import { resourceKey } from '../resource-key.ts'
import { namespaceOf, type Scope } from '../scope.ts'
import { isGlobalUnicast } from './addresses.ts'
import { parseProxyName, type ProxyName } from './proxy-name.ts'
import { type EndpointPlace, hasAddress, placesOfEndpoints, placesOfPods, placesOfSlices } from './service-endpoint.ts'

/** Where a proxied request goes. */
export interface ProxyLocation {
  scheme: 'http' | 'https'
  host: string
  port: number
  /** A kubelet's certificate is checked, and ours shown; pods have none that could be. */
  tls: { key: string; cert: string; ca: string; servername?: string } | { rejectUnauthorized: false }
}

const unverified = { rejectUnauthorized: false } as const

/** What is meant by `pods/ID/proxy`, `services/ID/proxy` and `nodes/ID/proxy`. Upstream: ResourceLocation of each. */
export function locate(scope: Scope): Promise<ProxyLocation> | ProxyLocation {
  const { info } = scope.exchange
  const kind = info.resource.replace(/s$/, '')
  const id = parseProxyName(info.name)
  if (id === undefined) throw badRequest(`invalid ${kind} request ${JSON.stringify(info.name)}`)
  switch (info.resource) {
    case 'pods':
      return locatePod(scope, id)
    case 'services':
      return locateService(scope, id)
    default:
      return locateNode(scope, id)
  }
}

async function locatePod(scope: Scope, { scheme, name, port }: ProxyName): Promise<ProxyLocation> {
  const { object: pod } = await getObject(scope.resource, namespaceOf(scope), name, '', scope.exchange.signal)
  const containers: { ports?: { containerPort: number }[] }[] = pod['spec']?.containers ?? []
  const first = containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort
  const ip: string = pod['status']?.podIPs?.[0]?.ip ?? ''
  if (!isGlobalUnicast(ip)) throw badRequest('address not allowed')
  return {
    scheme: scheme || 'http', host: ip, port: portNumber(port === '' ? String(first ?? '') : port, scheme),
    tls: unverified,
  }
}

/** A port that is no number leads nowhere, as in upstream's URLs. */
function portNumber(port: string, scheme: string): number {
  if (port === '') return scheme === 'https' ? 443 : 80
  const number = /^\d{1,5}$/.test(port) ? Number(port) : NaN
  if (number >= 0 && number <= 65535) return number
  throw unavailable(`error trying to reach service: dial tcp: lookup tcp/${port}: unknown port`)
}

async function locateService(scope: Scope, { scheme, name, port: given }: ProxyName): Promise<ProxyLocation> {
  const namespace = namespaceOf(scope)
  const service = scope.resource.cache.get(objectKey(scope.resource, namespace, name))?.object
  const ports: ServicePort[] = service?.['spec']?.ports ?? []
  const isNumber = /^[+-]?\d+$/.test(given)
  if (isNumber && !service) throw notFoundError(scope.resource.definition, name)
  const wanted = isNumber
    ? ports.find(({ port }) => port === Number(given))
    : ports.find((one) => (one.name ?? '') === given)
  if (isNumber && !wanted) {
    throw unavailable(`no service port ${Number(given)} found for service ${JSON.stringify(name)}`)
  }
  const places = placesOf(scope, { name, service, port: wanted, portName: isNumber ? (wanted?.name ?? '') : given })
  const pods = other(scope, '', 'v1', 'pods')
  const reachable = places.filter(({ ip, pod }) => {
    return isGlobalUnicast(ip) && pod !== '' && hasAddress(pods?.cache.get(objectKey(pods, namespace, pod))?.object, ip)
  })
  const chosen = reachable[Math.floor(Math.random() * reachable.length)]
  if (!chosen) throw unavailable(`no endpoints available for service ${JSON.stringify(scope.exchange.info.name)}`)
  return { scheme: scheme || 'http', host: chosen.ip, port: chosen.port, tls: unverified }
}

interface ServicePort { name?: string; port: number; targetPort?: number | string }
interface WantedPort { name: string; service: KubeObject | undefined; port: ServicePort | undefined; portName: string }

/** Endpoints where there are, else EndpointSlices, else the pods that the Service selects. */
function placesOf(scope: Scope, { name, service, port, portName }: WantedPort): EndpointPlace[] {
  const namespace = namespaceOf(scope)
  const endpoints = other(scope, '', 'v1', 'endpoints')
  const known = endpoints?.cache.get(objectKey(endpoints, namespace, name))?.object
  if (known) {
    if ((known['subsets'] ?? []).length === 0) {
      throw unavailable(`no endpoints available for service ${JSON.stringify(name)}`)
    }
    return placesOfEndpoints(known, portName)
  }
  const slices = listed(other(scope, 'discovery.k8s.io', 'v1', 'endpointslices'), namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
  if (slices.length > 0) return placesOfSlices(slices, portName)
  const selector: Record<string, string> = service?.['spec']?.selector ?? {}
  const matches = labelSelectorMatcher({ matchLabels: selector })
  const selected = Object.keys(selector).length === 0
    ? []
    : listed(other(scope, '', 'v1', 'pods'), namespace).filter(({ metadata }) => matches(metadata.labels))
  if (selected.length === 0) throw notFoundError(scope.resource.definition, name)
  return port ? placesOfPods(selected, port) : []
}

function locateNode(scope: Scope, { scheme, name, port }: ProxyName): ProxyLocation {
  const node = scope.resource.cache.get(objectKey(scope.resource, '', name))?.object
  if (!node) throw notFoundError(scope.resource.definition, name)
  const { kubelets } = scope.services
  if (!kubelets) throw internalError('cannot reach kubelets: no client certificate is configured')
  const kubelet = kubelets.target(node, '/')
  // The kubelet's own port is where logs come from too, behind a certificate that names it.
  if (port === '' || Number(port) === kubelet.port) {
    return { scheme: 'https', host: kubelet.host, port: kubelet.port, tls: kubelet.tls }
  }
  if (!isGlobalUnicast(kubelet.host)) throw badRequest('address not allowed')
  return { scheme: scheme || 'http', host: kubelet.host, port: portNumber(port, scheme), tls: unverified }
}

function other({ services }: Scope, group: string, version: string, plural: string): Resource | undefined {
  return services.resources.get(resourceKey(group, version, plural))
}

function listed(resource: Resource | undefined, namespace: string): KubeObject[] {
  if (!resource) return []
  return [...resource.cache.snapshot().scan(collectionKey(resource, namespace))].map(({ object }) => object)
}

/** Upstream: errors.NewServiceUnavailable. */
export const unavailable = (message: string): ApiError => new ApiError(503, 'ServiceUnavailable', message)
