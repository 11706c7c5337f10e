import type { ResourceDefinition } from '../../resources/definition.ts'

/** One version of one group with its kinds, sorted by resource. */
export interface ServedVersion {
  version: string
  definitions: readonly ResourceDefinition[]
}

/** A group, the preferred version first. */
export interface ServedGroup {
  group: string
  versions: readonly ServedVersion[]
}

/** The order in which kube-apiserver lists its own groups; what is not here follows by name. */
const groupOrder = [
  '', 'apiregistration.k8s.io', 'apps', 'events.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io', 'autoscaling',
  'batch', 'certificates.k8s.io', 'networking.k8s.io', 'policy', 'rbac.authorization.k8s.io', 'storage.k8s.io',
  'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'scheduling.k8s.io', 'coordination.k8s.io', 'node.k8s.io',
  'discovery.k8s.io', 'resource.k8s.io', 'flowcontrol.apiserver.k8s.io',
]

/** Groups in the order of discovery. */
export function groupsOf(definitions: readonly ResourceDefinition[]): ServedGroup[] {
  const groups = Map.groupBy(definitions, ({ group }) => group)
  return [...groups].sort(([a], [b]) => rank(a) - rank(b) || compare(a, b)).map(([group, members]) => ({
    group,
    versions: [...Map.groupBy(members, ({ version }) => version)]
      .sort(([a], [b]) => compareVersions(b, a))
      .map(([version, of]) => ({ version, definitions: of.toSorted((a, b) => compare(a.resource, b.resource)) })),
  }))
}

function rank(group: string): number {
  const index = groupOrder.indexOf(group)
  return index < 0 ? groupOrder.length : index
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const stages: Record<string, number> = { alpha: 0, beta: 1 }

/** Kubernetes' order of versions: v2 after v1, GA after beta, beta after alpha, other names before all. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [versionKey(a), versionKey(b)]
  const index = left.findIndex((part, at) => part !== right[at])
  return index < 0 ? compare(b, a) : left[index]! - right[index]!
}

function versionKey(version: string): [number, number, number] {
  const parts = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version)
  if (!parts) return [-1, 0, 0]
  return [parts[2] === undefined ? 2 : stages[parts[2]]!, Number(parts[1]), Number(parts[3] ?? 0)]
}
