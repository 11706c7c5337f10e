import type { KubeObject } from '../../apimachinery/meta.ts'
import { isNotFound, runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { changedCondition, patchPodStatus } from '../runtime/pod-status.ts'
import { isPodTerminal } from '../runtime/pods.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { abandonment, disruption, isOutOfService, surplus } from './plan.ts'
import type { Abandonment } from './plan.ts'

/** A node that is gone may be coming back: its pods wait so long. Upstream: quarantineTime. */
const quarantine = 40_000
/**
 * Ended pods are counted so long after one ended, so that many that end together are counted once.
 * Upstream: gcCheckPeriod.
 */
const countAfter = 20_000
/** The key of the work of counting ended pods. */
const counting = ''

/** Deletes pods that no agent will ever end, and ended ones where there are too many. */
export function podGcController({ client, informers, log, clock, signal }: ControllerContext): Controller {
  const queue = createWorkQueue({ clock })
  const pods = informers.for(resources.pods)
  const nodes = informers.for(resources.nodes)
  pods.addIndex('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []))

  const judge = (pod: KubeObject): Abandonment | undefined =>
    abandonment(pod, nodes.lister.get(pod['spec'].nodeName ?? ''))
  const look = (pod: KubeObject) => {
    const why = judge(pod)
    if (why === 'orphaned') queue.addAfter(keyOf(pod), quarantine)
    else if (why !== undefined) queue.add(keyOf(pod))
    if (isPodTerminal(pod)) queue.addAfter(counting, countAfter)
  }
  const lookAtAll = ({ metadata }: KubeObject) => pods.lister.by('node', metadata.name!).forEach(look)
  pods.subscribe({ added: look, updated: (_, pod) => look(pod) })
  nodes.subscribe({
    updated: (old, node) => { if (isOutOfService(node) && !isOutOfService(old)) lookAtAll(node) },
    deleted: lookAtAll,
  })

  const nodeIsGone = async (name: string): Promise<boolean> => {
    return await client.get(resources.nodes, name).then(() => false, (error: unknown) => {
      if (isNotFound(error)) return true
      throw error
    })
  }

  const remove = async (pod: KubeObject, why?: Abandonment): Promise<void> => {
    const { name, namespace, uid, generation } = pod.metadata
    if (!isPodTerminal(pod)) {
      const condition = why === 'orphaned' ? changedCondition(pod, disruption, clock.now()) : undefined
      await patchPodStatus(client, pod, { phase: 'Failed', observedGeneration: generation }, condition)
    }
    const ref = inNamespace(resources.pods, namespace)
    await unlessGone(client.delete(ref, name!, { gracePeriodSeconds: 0, preconditions: { uid: uid! } }))
  }

  const reconcile = async (key: string): Promise<void> => {
    if (key === counting) {
      for (const pod of surplus(pods.lister.list())) await remove(pod)
      return
    }
    const pod = pods.lister.get(key)
    const why = pod && judge(pod)
    if (pod === undefined || why === undefined) return
    // The store may be behind: only the server can say that a node is gone.
    if (why === 'orphaned' && !await nodeIsGone(pod['spec'].nodeName)) return
    await remove(pod, why)
  }
  return { run: () => runController({ name: 'pod-garbage-collector', queue, reconcile, workers: 1, log, signal }) }
}
