import type { FilterPlugin, ScorePlugin } from './framework.ts'
import { imageLocality } from './plugins/image-locality.ts'
import { podAffinity, preferredPodAffinity } from './plugins/inter-pod-affinity.ts'
import { nodeAffinity, preferredNodeAffinity } from './plugins/node-affinity.ts'
import { nodeName } from './plugins/node-name.ts'
import { nodePorts } from './plugins/node-ports.ts'
import { nodeUnschedulable } from './plugins/node-unschedulable.ts'
import { podTopologySpread, preferredTopologySpread } from './plugins/pod-topology-spread.ts'
import { balancedAllocation, leastAllocated, resourcesFit } from './plugins/resources-fit.ts'
import { fewestTaints, taintToleration } from './plugins/taint-toleration.ts'

/** In upstream's order: the first that refuses a node gives the reason. */
export const filters: readonly FilterPlugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  resourcesFit,
  podTopologySpread,
  podAffinity,
]

/** With upstream's weights; the order does not matter. */
export const scores: readonly ScorePlugin[] = [
  fewestTaints,
  preferredNodeAffinity,
  leastAllocated,
  preferredTopologySpread,
  preferredPodAffinity,
  balancedAllocation,
  imageLocality,
]
