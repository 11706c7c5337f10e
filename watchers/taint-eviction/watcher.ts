import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Taint } from '../../apimachinery/tolerations.ts'
import { runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { changedCondition, patchPodStatus } from '../runtime/pod-status.ts'
import { isPodTerminal } from '../runtime/pods.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf, splitKey } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { evictionTime } from './plan.ts'

const disruption = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByTaintManager',
  message: 'Taint manager: deleting due to NoExecute taint',
}

const byNode = ({ spec }: KubeObject): string[] => (spec.nodeName ? [spec.nodeName] : [])
const evicting = (node: KubeObject | undefined): Taint[] =>
  (node?.['spec']?.taints ?? []).filter(({ effect }: Taint) => effect === 'NoExecute')

/** Deletes the pods that do not, or no longer, tolerate a taint of their node. */
export function taintEvictionController(
  { client, informers, log, clock, signal, recorder }: ControllerContext,
): Controller {
  const record = recorder('taint-eviction-controller')
  const queue = createWorkQueue({ clock })
  const nodes = informers.for(resources.nodes)
  const pods = informers.for(resources.pods)
  pods.addIndex('node', byNode)
  /** Pods that are to go, and when. */
  const scheduled = new Map<string, number>()
  /** The uids of those that were deleted, as long as the informer may not have shown it yet. */
  const evicted = new Set<string>()

  const isConcerned = (pod: KubeObject): boolean =>
    scheduled.has(keyOf(pod)) || (pod['spec'].nodeName && evicting(nodes.lister.get(pod['spec'].nodeName)).length > 0)
  const look = (pod: KubeObject) => { if (isConcerned(pod)) queue.add(keyOf(pod)) }
  const lookAtAll = (node: KubeObject) => {
    for (const pod of pods.lister.by('node', node.metadata.name!)) queue.add(keyOf(pod))
  }
  pods.subscribe({
    added: look,
    updated: (_, pod) => look(pod),
    deleted: (pod) => {
      evicted.delete(pod.metadata.uid!)
      look(pod)
    },
  })
  nodes.subscribe({
    added: (node) => { if (evicting(node).length > 0) lookAtAll(node) },
    updated: (old, node) => { if (JSON.stringify(evicting(old)) !== JSON.stringify(evicting(node))) lookAtAll(node) },
  })

  /** Upstream names the pod only. */
  const say = (key: string, message: string) => {
    const metadata = splitKey(key)
    record({ apiVersion: 'v1', kind: 'Pod', metadata }, 'Normal', 'TaintManagerEviction', message)
  }
  const cancel = (key: string) => {
    if (scheduled.delete(key)) say(key, `Cancelling deletion of Pod ${key}`)
  }

  const evict = async (pod: KubeObject): Promise<void> => {
    const { namespace, name, uid } = pod.metadata
    say(keyOf(pod), `Marking for deletion Pod ${keyOf(pod)}`)
    await patchPodStatus(client, pod, {}, changedCondition(pod, disruption, clock.now()))
    await unlessGone(client.delete(inNamespace(resources.pods, namespace), name!, { preconditions: { uid: uid! } }))
    evicted.add(uid!)
  }

  const reconcile = async (key: string): Promise<void> => {
    const pod = pods.lister.get(key)
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) return cancel(key)
    if (evicted.has(pod.metadata.uid!)) return
    const at = evictionTime(pod, evicting(nodes.lister.get(pod['spec'].nodeName ?? '')), clock.now())
    if (at === undefined) return cancel(key)
    if (at <= clock.now()) {
      scheduled.delete(key)
      return await evict(pod)
    }
    scheduled.set(key, at)
    queue.addAfter(key, at - clock.now())
  }
  return { run: () => runController({ name: 'taint-eviction-controller', queue, reconcile, log, signal }) }
}
