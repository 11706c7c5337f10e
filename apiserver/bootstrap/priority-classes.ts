import type { KubeObject } from '../../apimachinery/meta.ts'
import { systemPriorityClasses } from '../resources/scheduling/priority-class.ts'

const descriptions: Readonly<Record<string, string>> = {
  'system-node-critical': 'Used for system critical pods that must not be moved from their current node.',
  'system-cluster-critical':
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
}

/** The classes of what a cluster cannot do without. */
export const priorityClasses: readonly KubeObject[] = Object.entries(systemPriorityClasses).map(([name, value]) => ({
  kind: 'PriorityClass', apiVersion: 'scheduling.k8s.io/v1', metadata: { name }, value, description: descriptions[name],
}))
