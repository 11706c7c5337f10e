import type { KubeObject } from '../../apimachinery/meta.ts'
import type { LabelSelector } from '../../apimachinery/selectors.ts'
import { controllerOf } from '../runtime/owners.ts'
import { isPodTerminal } from '../runtime/pods.ts'
import { selects } from '../runtime/selects.ts'
import { keyOf } from '../runtime/store.ts'
import type { Lister } from '../runtime/store.ts'
import type { Cluster, NodeInfo } from './framework.ts'
import { plus, podRequests } from './requests.ts'

/** The index under which pods are found by the node they are on. */
export const nodeIndex = 'node'
export const byNode = ({ spec }: KubeObject): string[] => (spec.nodeName ? [spec.nodeName] : [])

/** The index under which waiting pods are found by the node that is being cleared for them. */
export const nominationIndex = 'nominated'
export const byNomination = ({ spec, status }: KubeObject): string[] =>
  (!spec.nodeName && status?.nominatedNodeName ? [status.nominatedNodeName] : [])

/** Where the scheduler reads what there is. */
export interface ClusterListers {
  nodes: Lister
  pods: Lister
  namespaces: Lister
  services: Lister
  replicaSets: Lister
}

/** A pod on its way to a node: bound, but the informer has not shown it yet. */
export interface Assumed {
  pod: KubeObject
  node: string
}

/** The cluster as this pod finds it. */
export function clusterFor(pod: KubeObject, listers: ClusterListers, assumed: Iterable<Assumed>): Cluster {
  const { nodes, pods, namespaces, services, replicaSets } = listers
  const coming = Map.groupBy(assumed, ({ node }) => node)
  const infoOf = (node: KubeObject): NodeInfo => {
    const name = node.metadata.name!
    const present = pods.by(nodeIndex, name)
    const bound = (coming.get(name) ?? []).map((one) => one.pod)
    const rivals = pods.by(nominationIndex, name)
      .filter((other) => keyOf(other) !== keyOf(pod) && priorityOf(other) >= priorityOf(pod))
    return nodeInfo(node, [
      ...new Map([...rivals, ...bound, ...present].map((one) => [one.metadata.uid, one])).values(),
    ])
  }
  return {
    nodes: nodes.list().filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(infoOf),
    namespaceLabels: (name) => namespaces.get(name)?.metadata.labels,
    selectorsOf: (one) => selectorsOf(one, services, replicaSets),
  }
}

export function nodeInfo(node: KubeObject, pods: readonly KubeObject[]): NodeInfo {
  const running = pods.filter((pod) => !isPodTerminal(pod))
  return { node, pods: running, requested: running.map(podRequests).reduce(plus, {}) }
}

export function priorityOf({ spec }: KubeObject): number {
  return spec.priority ?? 0
}

/** What selects the pod and its like. Upstream: helper.DefaultSelector. */
function selectorsOf(pod: KubeObject, services: Lister, replicaSets: Lister): LabelSelector[] {
  const { namespace, labels } = pod.metadata
  const matching = services.by('namespace', namespace ?? '')
    .map(({ spec }) => spec?.selector)
    .filter((selector) => Object.keys(selector ?? {}).length > 0)
    .map((selector) => ({ matchLabels: selector }))
    .filter((selector) => selects(selector, labels))
  const owner = controllerOf(pod)
  const replicaSet = owner?.kind === 'ReplicaSet' ? replicaSets.get(`${namespace}/${owner.name}`) : undefined
  return replicaSet === undefined ? matching : [...matching, replicaSet['spec'].selector]
}
