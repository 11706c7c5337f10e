import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Taint } from '../../apimachinery/tolerations.ts'
import { runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { isPodTerminal } from '../runtime/pods.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf, splitKey } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { evictionTime } from './plan.ts'

const byNode = ({ spec }: KubeObject): string[] => (spec.nodeName ? [spec.nodeName] : [])
const evicting = (node: KubeObject | undefined): Taint[] =>
  (node?.['spec']?.taints ?? []).filter(({ effect }: Taint) => effect === 'NoExecute')

/** Deletes the pods that do not, or no longer, tolerate a taint of their node. */
export function taintEvictionController({ client, informers, log, clock, signal, recorder }: ControllerContext): Controller {
  const record = recorder('taint-eviction-controller')
  const queue = createWorkQueue({ clock })
  const nodes = informers.for(resources.nodes)
  const pods = informers.for(resources.pods)
  pods.addIndex('node', byNode)
  /** Pods that are to go, and when. */
  const scheduled = new Map<string, number>()

  const isConcerned = (pod: KubeObject): boolean =>
    scheduled.has(keyOf(pod)) || (pod['spec'].nodeName && evicting(nodes.lister.get(pod['spec'].nodeName)).length > 0)
  const look = (pod: KubeObject) => { if (isConcerned(pod)) queue.add(keyOf(pod)) }
  const lookAtAll = (node: KubeObject) => { for (const pod of pods.lister.by('node', node.metadata.name!)) queue.add(keyOf(pod)) }
  pods.subscribe({ added: look, updated: (_, pod) => look(pod), deleted: look })
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
    const { namespace, name, uid, generation } = pod.metadata
    const ref = inNamespace(resources.pods, namespace)
    say(keyOf(pod), `Marking for deletion Pod ${keyOf(pod)}`)
    const condition = {
      type: 'DisruptionTarget',
      observedGeneration: generation,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: formatTime(new Date(clock.now())),
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    }
    await unlessGone(client.patch(ref, name!, { metadata: { uid }, status: { conditions: [condition] } }, 'strategic', { subresource: 'status' }))
    await unlessGone(client.delete(ref, name!, { preconditions: { uid: uid! } }))
  }

  const reconcile = async (key: string): Promise<void> => {
    const pod = pods.lister.get(key)
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) return cancel(key)
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
