import type { KubeObject, OwnerReference } from '../../apimachinery/meta.ts'
import { isNotFound, runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { discover } from '../runtime/discovery.ts'
import type { DiscoveredResource } from '../runtime/discovery.ts'
import { inNamespace } from '../runtime/resources.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { blocks, isLeavingWith, planDependent } from './plan.ts'
import type { OwnerState } from './plan.ts'

/** Events have no owners and are many. */
const ignored = new Set(['events'])
const needed = ['list', 'watch', 'delete']
const crds = 'customresourcedefinitions'

interface Known { object: KubeObject; resource: DiscoveredResource }

/** Deletes what has lost its owners, and lets owners go when their dependents are gone or orphaned. */
export function garbageCollector({ client, informers, log, clock, signal }: ControllerContext): Controller {
  const queue = createWorkQueue({ clock })
  const known = new Map<string, Known>()
  const dependents = new Map<string, Set<string>>()
  const followed = new Map<string, DiscoveredResource>()

  const dependentsOf = (uid: string): Known[] =>
    [...dependents.get(uid) ?? []].map((one) => known.get(one)).filter((one) => one !== undefined)
  const unlink = ({ metadata }: KubeObject) => {
    for (const { uid } of metadata.ownerReferences ?? []) {
      dependents.get(uid)?.delete(metadata.uid!)
      if (dependents.get(uid)?.size === 0) dependents.delete(uid)
      queue.add(uid)
    }
  }
  const put = (resource: DiscoveredResource, object: KubeObject, old?: KubeObject) => {
    if (old !== undefined) unlink(old)
    const uid = object.metadata.uid!
    known.set(uid, { object, resource })
    for (const owner of object.metadata.ownerReferences ?? []) {
      const set = dependents.get(owner.uid) ?? new Set()
      dependents.set(owner.uid, set.add(uid))
    }
    if (object.metadata.ownerReferences?.length || object.metadata.deletionTimestamp !== undefined) queue.add(uid)
  }
  const drop = (object: KubeObject) => {
    known.delete(object.metadata.uid!)
    unlink(object)
    for (const uid of dependents.get(object.metadata.uid!) ?? []) queue.add(uid)
  }

  const follow = async (): Promise<void> => {
    for (const resource of (await discover(client)).resources) {
      const key = `${resource.group}/${resource.kind}`
      if (followed.has(key) || ignored.has(resource.resource) || !needed.every((verb) => resource.verbs.includes(verb))) continue
      followed.set(key, resource)
      const { group, version, resource: name } = resource
      informers.metadata({ group, version, resource: name }).subscribe({
        added: (object) => {
          put(resource, object)
          if (name === crds) queue.addAfter('', 1000)
        },
        updated: (old, object) => {
          put(resource, object, old)
          if (name === crds) queue.addAfter('', 1000)
        },
        deleted: drop,
      })
    }
    await informers.start()
  }

  const refOf = (owner: OwnerReference, namespace: string | undefined) => {
    const slash = owner.apiVersion.indexOf('/')
    const group = slash === -1 ? '' : owner.apiVersion.slice(0, slash)
    const resource = followed.get(`${group}/${owner.kind}`)
    return resource && inNamespace(resource, resource.namespaced ? namespace : undefined)
  }

  /** The store may be behind: only the server can say that an owner is gone. */
  const stateOf = async (owner: OwnerReference, namespace: string | undefined): Promise<OwnerState> => {
    const found = known.get(owner.uid)?.object
    if (found !== undefined) return isLeavingWith(found, 'foregroundDeletion') ? 'waiting' : 'solid'
    const ref = refOf(owner, namespace)
    // Of a kind that is not known nothing is known: to keep is the safe side.
    if (ref === undefined) return 'solid'
    try {
      const live = await client.get(ref, owner.name)
      return live.metadata.uid === owner.uid ? 'solid' : 'dangling'
    } catch (error) {
      if (isNotFound(error)) return 'dangling'
      throw error
    }
  }

  const removeFinalizer = async ({ object, resource }: Known, finalizer: string): Promise<void> => {
    const { name, namespace, resourceVersion, finalizers = [] } = object.metadata
    const metadata = { resourceVersion, finalizers: finalizers.filter((one) => one !== finalizer) }
    await unlessGone(client.patch(inNamespace(resource, namespace), name!, { metadata }, 'merge'))
  }

  const keepOwners = async ({ object, resource }: Known, ownerReferences: OwnerReference[]): Promise<void> => {
    const { name, namespace, resourceVersion } = object.metadata
    await unlessGone(client.patch(inNamespace(resource, namespace), name!, { metadata: { resourceVersion, ownerReferences } }, 'merge'))
  }

  const remove = async ({ object, resource }: Known, propagationPolicy: string): Promise<void> => {
    const { name, namespace, uid } = object.metadata
    await unlessGone(client.delete(inNamespace(resource, namespace), name!, { propagationPolicy, preconditions: { uid: uid! } }))
  }

  const orphanDependents = async (owner: Known): Promise<void> => {
    const { uid } = owner.object.metadata
    for (const dependent of dependentsOf(uid!)) {
      await keepOwners(dependent, dependent.object.metadata.ownerReferences!.filter((one) => one.uid !== uid))
    }
    await removeFinalizer(owner, 'orphan')
  }

  const deleteDependents = async (owner: Known): Promise<void> => {
    const all = dependentsOf(owner.object.metadata.uid!)
    for (const { object } of all) if (object.metadata.deletionTimestamp === undefined) queue.add(object.metadata.uid!)
    if (!all.some(({ object }) => blocks(object, owner.object))) await removeFinalizer(owner, 'foregroundDeletion')
  }

  const reconcile = async (uid: string): Promise<void> => {
    if (uid === '') return await follow()
    const item = known.get(uid)
    if (item === undefined) return
    if (isLeavingWith(item.object, 'orphan')) return await orphanDependents(item)
    if (isLeavingWith(item.object, 'foregroundDeletion')) return await deleteDependents(item)
    const { ownerReferences = [], namespace } = item.object.metadata
    const states = await Promise.all(ownerReferences.map((owner) => stateOf(owner, namespace)))
    const plan = planDependent(item.object, states, dependentsOf(uid).length > 0)
    if (plan.do === 'delete') await remove(item, plan.propagationPolicy)
    else if (plan.do === 'keep') await keepOwners(item, plan.ownerReferences)
  }

  return {
    run: async () => {
      // Nothing is judged before every collection is known once.
      queue.add('')
      await runController({ name: 'garbage-collector', queue, reconcile, workers: 4, log, signal })
    },
  }
}
