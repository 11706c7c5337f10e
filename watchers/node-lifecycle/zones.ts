import type { KubeObject } from '../../apimachinery/meta.ts'
import { conditionOf } from '../runtime/pods.ts'

/** How a zone's nodes are: some ready, most not, or none at all. */
export type ZoneState = 'normal' | 'partial' | 'full'

/** Upstream's defaults of the controller manager. */
const unhealthyShare = 0.55
const largeZone = 50
/** Milliseconds between the nodes of a zone that are evicted, and where most of a large zone is not ready. */
const pace = 10_000
const slowPace = 100_000

const excluded = 'node.kubernetes.io/exclude-disruption'

export interface Zone {
  state: ZoneState
  /** How many milliseconds lie between two nodes that are evicted; Infinity stops it. */
  interval: number
}

/** Each zone by its key. */
export function zonesOf(nodes: readonly KubeObject[]): Map<string, Zone> {
  const judged = nodes.filter(({ metadata }) => metadata.labels?.[excluded] === undefined)
  const states = new Map(
    [...Map.groupBy(judged, zoneKey)].map(([key, members]) => [key, { members, state: stateOf(members) }]),
  )
  return new Map(
    [...states].map(([key, { members, state }]) => [key, { state, interval: intervalOf(state, members.length) }]),
  )
}

/** Whether no node at all is ready: then it is more likely us who are cut off, and nobody is evicted. */
export function isCutOff(zones: ReadonlyMap<string, Zone>): boolean {
  return zones.size > 0 && [...zones.values()].every(({ state }) => state === 'full')
}

/** What of a node its zone's state depends on. */
export function standing(node: KubeObject): string {
  return `${zoneKey(node)} ${conditionOf(node, 'Ready')?.status} ${node.metadata.labels?.[excluded]}`
}

/** Upstream: nodetopology.GetZoneKey. */
export function zoneKey({ metadata: { labels = {} } }: KubeObject): string {
  const region = labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? ''
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? ''
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`
}

/** Upstream: ComputeZoneState. */
function stateOf(nodes: readonly KubeObject[]): ZoneState {
  const lost = nodes.filter((node) => conditionOf(node, 'Ready')?.status !== 'True').length
  if (lost === nodes.length) return 'full'
  return lost > 2 && lost / nodes.length >= unhealthyShare ? 'partial' : 'normal'
}

function intervalOf(state: ZoneState, size: number): number {
  if (state !== 'partial') return pace
  return size > largeZone ? slowPace : Infinity
}
