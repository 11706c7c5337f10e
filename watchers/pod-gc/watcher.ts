import type { KubeObject } from '../../apimachinery/meta.ts'
import { isNotFound, runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'

/** A node that is gone may be coming back: its pods wait so long. Upstream: quarantineTime. */
const quarantine = 40_000

/** Deletes pods that no agent will ever end: those of nodes that are gone, and those deleted before they had a node. */
export function podGcController({ client, informers, log, clock, signal }: ControllerContext): Controller {
  const queue = createWorkQueue({ clock })
  const pods = informers.for(resources.pods)
  const nodes = informers.for(resources.nodes)
  pods.addIndex('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []))

  const look = (pod: KubeObject) => {
    if (isUnscheduledAndLeaving(pod)) queue.add(keyOf(pod))
    else if (pod['spec'].nodeName && nodes.lister.get(pod['spec'].nodeName) === undefined) queue.addAfter(keyOf(pod), quarantine)
  }
  pods.subscribe({ added: look, updated: (_, pod) => look(pod) })
  nodes.subscribe({ deleted: ({ metadata }) => pods.lister.by('node', metadata.name!).forEach(look) })

  const nodeIsGone = async (name: string): Promise<boolean> => {
    if (nodes.lister.get(name) !== undefined) return false
    return await client.get(resources.nodes, name).then(() => false, (error: unknown) => {
      if (isNotFound(error)) return true
      throw error
    })
  }

  const reconcile = async (key: string): Promise<void> => {
    const pod = pods.lister.get(key)
    if (pod === undefined) return
    const { nodeName } = pod['spec']
    if (!isUnscheduledAndLeaving(pod) && !(nodeName && await nodeIsGone(nodeName))) return
    const { name, namespace, uid } = pod.metadata
    await unlessGone(client.delete(inNamespace(resources.pods, namespace), name!, { gracePeriodSeconds: 0, preconditions: { uid: uid! } }))
  }
  return { run: () => runController({ name: 'pod-garbage-collector', queue, reconcile, workers: 1, log, signal }) }
}

function isUnscheduledAndLeaving({ metadata, spec }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined && !spec.nodeName
}
