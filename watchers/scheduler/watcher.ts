import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { isConflict, isNotFound, runController } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { conditionOf, isPodTerminal } from '../runtime/pods.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import type { NodeInfo } from './framework.ts'
import { planPlacement } from './plan.ts'
import { plus, podRequests } from './requests.ts'

const schedulerName = 'default-scheduler'
/** A pod that found no node waits this long at least, doubling; upstream: podInitialBackoff and podMaxBackoff. */
const firstBackoff = 1_000
const longestBackoff = 10_000
/** However quiet the cluster, a pod is tried again after so long. */
const retryAnyway = 300_000

const nodeIndex = 'node'
const byNode = ({ spec }: KubeObject): string[] => (spec.nodeName ? [spec.nodeName] : [])

interface Waiting { attempts: number; notBefore: number }

/** Whether the pod is for this scheduler to place. */
function isPending(pod: KubeObject): boolean {
  const { spec, metadata } = pod
  return !spec.nodeName && (spec.schedulerName ?? schedulerName) === schedulerName && metadata.deletionTimestamp === undefined
    && !isPodTerminal(pod) && (spec.schedulingGates ?? []).length === 0
}

/** Binds pods to nodes, one at a time; what does not fit is tried again when the cluster has changed. */
export function scheduler({ client, informers, log, clock, signal, recorder }: ControllerContext): Controller {
  const record = recorder(schedulerName)
  const queue = createWorkQueue({ clock })
  const pods = informers.for(resources.pods)
  const nodes = informers.for(resources.nodes)
  pods.addIndex(nodeIndex, byNode)
  const waiting = new Map<string, Waiting>()
  /** Bound, but the informer has not shown it yet. */
  const assumed = new Map<string, { pod: KubeObject; node: string }>()

  const clusterChanged = () => {
    for (const [key, { notBefore }] of waiting) queue.addAfter(key, notBefore - clock.now())
  }
  const forget = (pod: KubeObject) => {
    waiting.delete(keyOf(pod))
    assumed.delete(keyOf(pod))
    queue.forget(keyOf(pod))
  }
  pods.subscribe({
    added: (pod) => { if (isPending(pod)) queue.add(keyOf(pod)) },
    updated: (old, pod) => {
      if (pod['spec'].nodeName) forget(pod)
      // Our own condition is a change of status: only a changed spec or labels can make a pod fit.
      else if (isPending(pod) && (old.metadata.generation !== pod.metadata.generation || !isPending(old))) queue.add(keyOf(pod))
      if (isPodTerminal(pod) && !isPodTerminal(old)) clusterChanged()
    },
    deleted: (pod) => {
      forget(pod)
      if (pod['spec'].nodeName) clusterChanged()
    },
  })
  nodes.subscribe({
    added: clusterChanged,
    updated: (old, node) => { if (matters(old, node)) clusterChanged() },
  })

  const nodeInfos = (): NodeInfo[] => {
    const extra = Map.groupBy(assumed.values(), ({ node }) => node)
    return nodes.lister.list().filter(({ metadata }) => metadata.deletionTimestamp === undefined).map((node) => {
      const name = node.metadata.name!
      const on = [...pods.lister.by(nodeIndex, name), ...(extra.get(name) ?? []).map(({ pod }) => pod)]
        .filter((pod) => !isPodTerminal(pod))
      return { node, pods: on, requested: on.map(podRequests).reduce(plus, {}) }
    })
  }

  const bind = async (pod: KubeObject, node: string): Promise<void> => {
    const { name, namespace, uid } = pod.metadata
    assumed.set(keyOf(pod), { pod, node })
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: name!, namespace: namespace!, uid: uid! },
      target: { kind: 'Node', name: node, apiVersion: 'v1' },
    }
    try {
      await client.create(inNamespace(resources.pods, namespace), binding, name, 'binding')
      record(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`)
    } catch (error) {
      assumed.delete(keyOf(pod))
      if (!isNotFound(error) && !isConflict(error)) throw error
    }
  }

  const refuse = async (pod: KubeObject, message: string): Promise<void> => {
    const key = keyOf(pod)
    const attempts = (waiting.get(key)?.attempts ?? 0) + 1
    const backoff = Math.min(firstBackoff * 2 ** (attempts - 1), longestBackoff)
    waiting.set(key, { attempts, notBefore: clock.now() + backoff })
    queue.addAfter(key, retryAnyway)
    record(pod, 'Warning', 'FailedScheduling', message)
    const known = conditionOf(pod, 'PodScheduled')
    if (known?.status === 'False' && known.reason === 'Unschedulable' && known.message === message) return
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message,
      lastProbeTime: null,
      lastTransitionTime: known?.status === 'False' ? known.lastTransitionTime : formatTime(new Date(clock.now())),
    }
    const ref = inNamespace(resources.pods, pod.metadata.namespace)
    await client.patch(ref, pod.metadata.name!, { status: { conditions: [condition] } }, 'strategic', { subresource: 'status' })
      .catch((error: unknown) => { if (!isNotFound(error)) throw error })
  }

  const reconcile = async (key: string): Promise<void> => {
    const pod = pods.lister.get(key)
    if (pod === undefined || !isPending(pod) || assumed.has(key)) return
    const placement = planPlacement(pod, nodeInfos())
    if ('node' in placement) await bind(pod, placement.node)
    else await refuse(pod, placement.message)
  }

  return { run: () => runController({ name: schedulerName, queue, reconcile, workers: 1, log, signal }) }
}

/** Whether a node's change can let a pod onto it; heartbeats cannot. */
function matters(old: KubeObject, node: KubeObject): boolean {
  const facts = ({ metadata, spec, status }: KubeObject) =>
    JSON.stringify([metadata.labels, spec?.unschedulable, spec?.taints, status?.allocatable])
  return facts(old) !== facts(node)
}
