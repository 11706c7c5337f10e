import { runController } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { createCollections } from './collections.ts'
import { createGarbageCommit } from './commit.ts'
import { Graph } from './graph.ts'
import type { Node } from './graph.ts'
import { createOwnerLookup } from './owners.ts'
import { blocks, isLeavingWith, planDependent } from './plan.ts'

/** The key of the work of looking which kinds there are; all others are uids. */
const kinds = ''
/** A group that could not be discovered is asked for again after so long, in milliseconds. */
const retryDiscovery = 30_000

/** Deletes what has lost its owners, and lets owners go when their dependents are gone or orphaned. */
export function garbageCollector(context: ControllerContext): Controller {
  const { client, log, clock, signal, recorder } = context
  const queue = createWorkQueue({ clock })
  const graph = new Graph()
  const commit = createGarbageCommit(client)
  const collections = createCollections({
    ...context,
    graph,
    changed: (uids) => uids.forEach((uid) => queue.add(uid)),
    kindsChanged: () => queue.addAfter(kinds, 1000),
  })
  const record = recorder('garbage-collector-controller')
  const owners = createOwnerLookup({ client, graph, record, resourceOf: collections.resourceOf })
  /**
   * Nothing is judged before every collection is known once:
   * an unknown dependent would be neither orphaned nor waited for.
   */
  const synced = Promise.withResolvers<void>()

  const follow = async (): Promise<void> => {
    if (!await collections.follow()) queue.addAfter(kinds, retryDiscovery)
    synced.resolve()
  }
  const orphanDependents = async (owner: Node): Promise<void> => {
    const { uid } = owner.object.metadata
    await Promise.all(graph.dependentsOf(uid!).map((dependent) =>
      commit.keepOwners(dependent, dependent.object.metadata.ownerReferences!.filter((one) => one.uid !== uid))))
    await commit.removeFinalizer(owner, 'orphan')
  }
  const deleteDependents = async (owner: Node): Promise<void> => {
    const blocking = graph.dependentsOf(owner.object.metadata.uid!).filter(({ object }) => blocks(object, owner.object))
    if (blocking.length === 0) return await commit.removeFinalizer(owner, 'foregroundDeletion')
    for (const { object } of blocking) if (!isLeavingWith(object, 'foregroundDeletion')) queue.add(object.metadata.uid!)
  }

  const judge = async (node: Node): Promise<void> => {
    const { uid, deletionTimestamp, ownerReferences = [] } = node.object.metadata
    if (isLeavingWith(node.object, 'orphan')) return await orphanDependents(node)
    if (isLeavingWith(node.object, 'foregroundDeletion')) return await deleteDependents(node)
    if (deletionTimestamp !== undefined) return
    const states = await Promise.all(ownerReferences.map((owner) => owners.stateOf(owner, node)))
    const plan = planDependent(node.object, states, graph.dependentsOf(uid!).map(({ object }) => object))
    if (plan.do === 'delete') await commit.remove(node, plan)
    else if (plan.do === 'keep') await commit.keepOwners(node, plan.ownerReferences)
  }
  const reconcile = async (key: string): Promise<void> => {
    if (key === kinds) return await follow()
    await synced.promise
    const node = graph.get(key)
    if (node !== undefined) await judge(node)
  }

  return {
    run: async () => {
      queue.add(kinds)
      signal.addEventListener('abort', () => synced.resolve())
      await runController({ name: 'garbage-collector', queue, reconcile, workers: 4, log, signal })
    },
  }
}
