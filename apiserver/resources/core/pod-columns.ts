import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { Column } from '../definition.ts'
import { podReadyCell, podRestartsCell, podStatusCell } from './pod-summary.ts'
import { ageColumn, column, nameColumn, wideColumn } from './table-columns.ts'

const orNone = (value: unknown): string => (value ? String(value) : '<none>')

/** How many of the pod's readiness gates are true. */
function readinessGates(pod: KubeObject): string {
  const gates: any[] = pod['spec']?.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const conditions: any[] = pod['status']?.conditions ?? []
  const open = gates.filter(
    ({ conditionType }) => conditions.find(({ type }) => type === conditionType)?.status === 'True',
  )
  return `${open.length}/${gates.length}`
}

/** What `kubectl get pods` shows; upstream: printers/internalversion printPod. */
export const podColumns: readonly Column[] = [
  nameColumn,
  column('Ready', 'The aggregate readiness state of this pod for accepting traffic.', podReadyCell),
  column('Status', 'The aggregate status of the containers in this pod.', podStatusCell),
  column(
    'Restarts',
    'The number of times the containers in this pod have been restarted and when the last container in this pod '
      + 'has restarted.',
    podRestartsCell,
  ),
  ageColumn,
  wideColumn(
    'IP',
    'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.',
    (pod) => orNone(pod['status']?.podIPs?.[0]?.ip ?? pod['status']?.podIP),
  ),
  wideColumn(
    'Node',
    'NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the '
      + 'scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes responsible '
      + 'for the lifecycle of this pod. This field should not be used to express a desire for the pod to be '
      + 'scheduled on a specific node. '
      + 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename',
    (pod) => orNone(pod['spec']?.nodeName),
  ),
  wideColumn(
    'Nominated Node',
    'nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right '
      + 'away as preemption victims receive their graceful termination periods. This field does not guarantee that '
      + 'the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes '
      + 'become available sooner. Scheduler may also decide to give the resources on this node to a higher priority '
      + 'pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when '
      + 'the pod is scheduled.',
    (pod) => orNone(pod['status']?.nominatedNodeName),
  ),
  wideColumn(
    'Readiness Gates',
    'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers '
      + 'are ready AND all conditions specified in the readiness gates have status equal to "True" More info: '
      + 'https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates',
    readinessGates,
  ),
]
