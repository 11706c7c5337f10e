import type { FilterPlugin, ScorePlugin } from './framework.ts'
import { nodeAffinity, preferredNodeAffinity } from './plugins/node-affinity.ts'
import { nodeName } from './plugins/node-name.ts'
import { nodePorts } from './plugins/node-ports.ts'
import { nodeUnschedulable } from './plugins/node-unschedulable.ts'
import { leastAllocated, resourcesFit } from './plugins/resources-fit.ts'
import { taintToleration } from './plugins/taint-toleration.ts'

/** In upstream's order: the first that refuses a node gives the reason. */
export const filters: readonly FilterPlugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  resourcesFit,
]

export const scores: readonly ScorePlugin[] = [leastAllocated, preferredNodeAffinity]
