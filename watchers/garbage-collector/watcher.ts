import type { OwnerReference } from '../../apimachinery/meta.ts'
import { pause } from '../runtime/clock.ts'
import { runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { discover } from '../runtime/discovery.ts'
import type { DiscoveredResource } from '../runtime/discovery.ts'
import { inNamespace } from '../runtime/resources.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { Graph } from './graph.ts'
import type { Node } from './graph.ts'
import { createOwnerLookup, groupOf } from './owners.ts'
import { blocks, isLeavingWith, planDependent, unblocked } from './plan.ts'
import type { DependentPlan } from './plan.ts'

/** Events have no owners and are many. */
const ignored = new Set(['events'])
const needed = ['list', 'watch', 'delete']
/** What changes the set of kinds. */
const kindsOf = new Set(['customresourcedefinitions', 'apiservices'])
/** A group that could not be discovered is asked for again after so long, in milliseconds. */
const retryDiscovery = 30_000
/** How long to wait for the first lists of new collections. */
const patience = 30_000

/** Deletes what has lost its owners, and lets owners go when their dependents are gone or orphaned. */
export function garbageCollector({ client, informers, log, clock, signal, recorder }: ControllerContext): Controller {
  const queue = createWorkQueue({ clock })
  const graph = new Graph()
  const followed = new Map<string, DiscoveredResource>()
  /** Nothing is judged before every collection is known once: an unknown dependent would be neither orphaned nor waited for. */
  const synced = Promise.withResolvers<void>()
  const record = recorder('garbage-collector-controller')
  const owners = createOwnerLookup({ client, graph, record, resourceOf: (group, kind) => followed.get(`${group}/${kind}`) })
  const enqueue = (uids: readonly string[]) => uids.forEach((uid) => queue.add(uid))

  const begin = (key: string, resource: DiscoveredResource) => {
    followed.set(key, resource)
    const kindsMayChange = () => { if (kindsOf.has(resource.resource)) queue.addAfter('', 1000) }
    informers.metadata(inNamespace(resource, undefined)).subscribe({
      added: (object) => {
        enqueue(graph.put(resource, object))
        kindsMayChange()
      },
      updated: (_, object) => {
        enqueue(graph.put(resource, object))
        kindsMayChange()
      },
      deleted: (object) => {
        enqueue(graph.drop(object))
        kindsMayChange()
      },
    })
  }
  const end = (key: string, resource: DiscoveredResource) => {
    followed.delete(key)
    informers.stop(inNamespace(resource, undefined))
    for (const { object } of graph.of(resource)) enqueue(graph.drop(object))
  }

  /** Follows every collection there is now, and no other. */
  const follow = async (): Promise<void> => {
    const { resources, failures } = await discover(client)
    const served = new Map(resources.filter(({ resource, verbs }) => !ignored.has(resource) && needed.every((verb) => verbs.includes(verb)))
      .map((resource) => [`${resource.group}/${resource.kind}`, resource]))
    for (const [key, resource] of followed) {
      const isUnknown = failures.some(({ groupVersion }) => groupOf(groupVersion) === resource.group)
      if (!isUnknown && served.get(key)?.version !== resource.version) end(key, resource)
    }
    for (const [key, resource] of served) if (!followed.has(key)) begin(key, resource)
    if (failures.length > 0) queue.addAfter('', retryDiscovery)
    // A collection that cannot be read must not hold up the others for ever.
    await Promise.race([informers.start(), pause(patience, signal, clock)])
    synced.resolve()
  }

  const patch = ({ object, resource }: Node, metadata: object): Promise<void> => {
    const { name, namespace, resourceVersion, uid } = object.metadata
    return unlessGone(client.patch(inNamespace(resource, namespace), name!, { metadata: { uid, resourceVersion, ...metadata } }, 'merge'))
  }
  const keepOwners = (node: Node, ownerReferences: OwnerReference[]): Promise<void> => patch(node, { ownerReferences })
  const removeFinalizer = (node: Node, finalizer: string): Promise<void> =>
    patch(node, { finalizers: (node.object.metadata.finalizers ?? []).filter((one) => one !== finalizer) })

  const orphanDependents = async (owner: Node): Promise<void> => {
    const { uid } = owner.object.metadata
    await Promise.all(graph.dependentsOf(uid!).map((dependent) =>
      keepOwners(dependent, dependent.object.metadata.ownerReferences!.filter((one) => one.uid !== uid))))
    await removeFinalizer(owner, 'orphan')
  }

  const deleteDependents = async (owner: Node): Promise<void> => {
    const blocking = graph.dependentsOf(owner.object.metadata.uid!).filter(({ object }) => blocks(object, owner.object))
    if (blocking.length === 0) return await removeFinalizer(owner, 'foregroundDeletion')
    for (const { object } of blocking) if (!isLeavingWith(object, 'foregroundDeletion')) queue.add(object.metadata.uid!)
  }

  const remove = async (node: Node, { propagationPolicy, unblock }: Extract<DependentPlan, { do: 'delete' }>): Promise<void> => {
    const { name, namespace, uid, resourceVersion, ownerReferences = [] } = node.object.metadata
    // What it was judged by must still hold when it is deleted; after a change of ours it comes back in its new state.
    if (unblock && ownerReferences.some(({ blockOwnerDeletion }) => blockOwnerDeletion)) return await keepOwners(node, unblocked(ownerReferences))
    const preconditions = { uid: uid!, resourceVersion: resourceVersion! }
    await unlessGone(client.delete(inNamespace(node.resource, namespace), name!, { propagationPolicy, preconditions }))
  }

  const reconcile = async (uid: string): Promise<void> => {
    if (uid === '') return await follow()
    await synced.promise
    const node = graph.get(uid)
    if (node === undefined) return
    if (isLeavingWith(node.object, 'orphan')) return await orphanDependents(node)
    if (isLeavingWith(node.object, 'foregroundDeletion')) return await deleteDependents(node)
    if (node.object.metadata.deletionTimestamp !== undefined) return
    const states = await Promise.all((node.object.metadata.ownerReferences ?? []).map((owner) => owners.stateOf(owner, node)))
    const plan = planDependent(node.object, states, graph.dependentsOf(uid).map(({ object }) => object))
    if (plan.do === 'delete') await remove(node, plan)
    else if (plan.do === 'keep') await keepOwners(node, plan.ownerReferences)
  }

  return {
    run: async () => {
      queue.add('')
      signal.addEventListener('abort', () => synced.resolve())
      await runController({ name: 'garbage-collector', queue, reconcile, workers: 4, log, signal })
    },
  }
}
