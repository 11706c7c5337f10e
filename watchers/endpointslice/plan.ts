import { semanticEqual } from '../../apimachinery/equality.ts'
import { isDNS1123Subdomain } from '../../apimachinery/names.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { controllerReference } from '../runtime/owners.ts'
import { isPodReady } from '../runtime/pods.ts'
import {
  addressesOf, familiesOf, hasClusterIp, hostnameOf, isEndpoint, podReference, portsOf,
} from '../runtime/service-endpoints.ts'
import type { EndpointPort } from '../runtime/service-endpoints.ts'

/** So many endpoints are in one slice; upstream: max-endpoints-per-slice. */
const perSlice = 100

export const serviceLabel = 'kubernetes.io/service-name'
export const managerLabel = 'endpointslice.kubernetes.io/managed-by'
export const manager = 'endpointslice-controller.k8s.io'
const headless = 'service.kubernetes.io/headless'
const reserved = new Set([serviceLabel, managerLabel, headless])

/** What is to be written. What is created has no name yet. */
export interface SlicePlan {
  create: KubeObject[]
  update: KubeObject[]
  remove: KubeObject[]
}

/** What endpoints are made of. */
export interface SliceFacts {
  service: KubeObject
  /** What the service selects. */
  pods: readonly KubeObject[]
  nodeOf(pod: KubeObject): KubeObject | undefined
}

/** The slices of a service as they should be. Upstream: Reconciler.Reconcile. */
export function planSlices(facts: SliceFacts, existing: readonly KubeObject[]): SlicePlan {
  const families = familiesOf(facts.service)
  const foreign = existing.filter(({ addressType }) => !families.includes(addressType))
  const plans = families.map((family) => planFamily(
    facts, family, existing.filter(({ addressType }) => addressType === family),
  ))
  return {
    create: plans.flatMap(({ create }) => create),
    update: plans.flatMap(({ update }) => update),
    remove: [...plans.flatMap(({ remove }) => remove), ...foreign],
  }
}

function planFamily(facts: SliceFacts, family: string, existing: readonly KubeObject[]): SlicePlan {
  const { service } = facts
  const owned = existing.filter(
    ({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === service.metadata.uid),
  )
  const plan: SlicePlan = { create: [], update: [], remove: existing.filter((slice) => !owned.includes(slice)) }
  const wanted = endpointsByPorts(facts, family)
  plan.remove.push(...owned.filter(({ ports }) => !wanted.has(portsKey(ports))))
  for (const [key, { ports, endpoints }] of wanted) {
    const slices = owned.filter((slice) => portsKey(slice['ports']) === key)
    const part = planPorts(service, endpoints, slices, () => newSlice(service, family, ports))
    plan.create.push(...part.create)
    plan.update.push(...part.update)
    plan.remove.push(...part.remove)
  }
  return reuse(withPlaceholder(plan, existing, newSlice(service, family, [])), service)
}

/** A service without endpoints has one empty slice, which says that it was looked at. */
function withPlaceholder(plan: SlicePlan, existing: readonly KubeObject[], placeholder: KubeObject): SlicePlan {
  if (existing.length !== plan.remove.length || plan.create.length > 0) return plan
  const [only] = plan.remove
  const isThere = plan.remove.length === 1 && (only!['endpoints'] ?? []).length === 0
    && (only!['ports'] ?? []).length === 0
    && semanticEqual(only!.metadata.labels, placeholder.metadata.labels)
  return isThere ? { ...plan, remove: [] } : { ...plan, create: [placeholder] }
}

/** What would be deleted becomes what would be created, where it can. */
function reuse(plan: SlicePlan, service: KubeObject): SlicePlan {
  const { create, update, remove } = plan
  const [free, others] = [
    remove.filter((slice) => isOwned(slice, service)), remove.filter((slice) => !isOwned(slice, service)),
  ]
  const reused = free.slice(0, create.length).map((slice, at) => {
    const made = create[create.length - 1 - at]!
    return { ...made, metadata: { ...made.metadata, ...identity(slice) } }
  })
  return {
    create: create.slice(0, create.length - reused.length),
    update: [...update, ...reused],
    remove: [...free.slice(reused.length), ...others],
  }
}

function isOwned({ metadata }: KubeObject, service: KubeObject): boolean {
  return metadata.ownerReferences?.some(({ uid }) => uid === service.metadata.uid) ?? false
}

function identity({ metadata: { name, uid, resourceVersion } }: KubeObject): object {
  return { name, uid, resourceVersion }
}

interface Wanted { ports: EndpointPort[]; endpoints: any[] }

/** Pods that serve different ports are in different slices. */
function endpointsByPorts({ service, pods, nodeOf }: SliceFacts, family: string): Map<string, Wanted> {
  const found = new Map<string, Wanted>()
  for (const pod of pods.filter((one) => isEndpoint(one, true))) {
    const node = nodeOf(pod)
    const ports = portsOf(service, pod)
    const wanted = found.get(portsKey(ports)) ?? { ports, endpoints: [] }
    found.set(portsKey(ports), wanted)
    if (node === undefined && !service['spec'].publishNotReadyAddresses) continue
    const addresses = addressesOf(pod, family)
    if (addresses.length > 0) wanted.endpoints.push(endpointOf(pod, service, addresses, node))
  }
  return found
}

function endpointOf(pod: KubeObject, service: KubeObject, addresses: string[], node: KubeObject | undefined): any {
  const serving = isPodReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const ready = Boolean(service['spec'].publishNotReadyAddresses) || (serving && !terminating)
  const hostname = hostnameOf(pod, service)
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone']
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: podReference(pod),
    ...(pod['spec'].nodeName ? { nodeName: pod['spec'].nodeName } : {}),
    ...(zone ? { zone } : {}),
  }
}

/**
 * Slices of the same ports: endpoints stay where they are, new ones fill up what changes anyway.
 * Upstream: reconcileByPortMapping.
 */
function planPorts(
  service: KubeObject, endpoints: readonly any[], slices: readonly KubeObject[], make: () => KubeObject,
): SlicePlan {
  const left = new Map(endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]))
  const states = slices.map((slice) => {
    const kept = (slice['endpoints'] ?? []).flatMap((endpoint: any) => {
      const next = left.get(endpointKey(endpoint))
      left.delete(endpointKey(endpoint))
      return next === undefined ? [] : [next]
    })
    const labels = labelsFor(service)
    const isSame = semanticEqual(kept, slice['endpoints'] ?? []) && semanticEqual(labels, slice.metadata.labels)
    return { slice, kept, labels, changed: !isSame }
  })
  const remove = states.filter(({ kept, slice }) => kept.length === 0 && (slice['endpoints'] ?? []).length > 0)
  const rest = states.filter((state) => !remove.includes(state))
  const fill = (kept: any[]) => {
    for (const [key, endpoint] of left) {
      if (kept.length >= perSlice) return
      kept.push(endpoint)
      left.delete(key)
    }
  }
  for (const state of rest.filter(({ changed }) => changed).sort((a, b) => b.kept.length - a.kept.length)) {
    fill(state.kept)
  }
  // Of those that did not change, the one that is best filled by all that is left.
  const room = rest.filter(({ changed, kept }) => !changed && left.size > 0 && kept.length + left.size <= perSlice)
    .sort((a, b) => b.kept.length - a.kept.length)[0]
  if (room !== undefined) {
    fill(room.kept)
    room.changed = true
  }
  const create: KubeObject[] = []
  while (left.size > 0) {
    const kept: any[] = []
    fill(kept)
    create.push({ ...make(), endpoints: kept })
  }
  const update = rest.filter(({ changed }) => changed)
    .map(({ slice, kept, labels }) => ({ ...slice, metadata: { ...slice.metadata, labels }, endpoints: kept }))
  return { create, update, remove: remove.map(({ slice }) => slice) }
}

function newSlice(service: KubeObject, addressType: string, ports: EndpointPort[]): KubeObject {
  const { name, namespace } = service.metadata
  // The prefix is a name itself, less the dash: upstream does without the dash where the two would be too long.
  const generateName = isDNS1123Subdomain(`${name}-a`).length === 0 ? `${name}-` : name!
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName, namespace: namespace!, labels: labelsFor(service), ownerReferences: [controllerReference(service)],
    },
    addressType,
    endpoints: [],
    ports,
  }
}

function labelsFor({ metadata, spec }: KubeObject): Record<string, string> {
  const own = Object.entries(metadata.labels ?? {}).filter(([key]) => !reserved.has(key))
  return {
    ...Object.fromEntries(own),
    ...(hasClusterIp(spec) ? {} : { [headless]: '' }),
    [serviceLabel]: metadata.name!,
    [managerLabel]: manager,
  }
}

function portsKey(ports: readonly EndpointPort[] | null | undefined): string {
  return JSON.stringify(
    (ports ?? []).map(({ name = '', port, protocol, appProtocol }) => [name, port, protocol, appProtocol]).sort(),
  )
}

function endpointKey({ addresses, targetRef, hostname }: any): string {
  return JSON.stringify([[...addresses].sort(), hostname, targetRef?.namespace, targetRef?.name, targetRef?.uid])
}
