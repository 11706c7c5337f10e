import type { KubeObject } from '../../apimachinery/meta.ts'
import { semanticEqual } from '../../apimachinery/equality.ts'
import { isNotFound, runController } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { Expectations } from '../runtime/expectations.ts'
import type { Informer } from '../runtime/informer.ts'
import { byController, claim, controllerIndex, controllerOf, planClaim } from '../runtime/owners.ts'
import { byNamespace, createOwnership, namespaceIndex } from '../runtime/ownership.ts'
import { isPodActive } from '../runtime/pods.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import type { WorkQueue } from '../runtime/work-queue.ts'
import { createPodCommit } from './commit.ts'
import { planPods } from './plan.ts'
import { planStatus } from './status.ts'

/** Pods that nobody manages, by namespace: those that a ReplicaSet may adopt. */
const orphanIndex = 'orphan'
const byOrphanage = (pod: KubeObject): string[] => (controllerOf(pod) === undefined ? byNamespace(pod) : [])

/** Keeps as many pods of a ReplicaSet's template running as it wants. */
export function replicaSetController(
  { client, informers, log, clock, signal, recorder }: ControllerContext,
): Controller {
  const queue = createWorkQueue({ clock })
  const expectations = new Expectations(clock)
  const replicaSets = informers.for(resources.replicaSets)
  const pods = informers.for(resources.pods)
  wire({ queue, expectations, replicaSets, pods })
  const commit = createPodCommit(client, expectations, recorder('replicaset-controller'))

  /** All pods of the ReplicaSets that share this one's owner: what counts as crowding a node. */
  const relatedPods = (replicaSet: KubeObject): KubeObject[] => {
    const owner = controllerOf(replicaSet)
    const family = owner === undefined ? [replicaSet] : replicaSets.lister.by(controllerIndex, owner.uid)
    return family.flatMap(({ metadata }) => pods.lister.by(controllerIndex, metadata.uid!)).filter(isPodActive)
  }

  const claimPods = async (replicaSet: KubeObject): Promise<KubeObject[]> => {
    const { namespace, uid } = replicaSet.metadata
    const refs = { owner: inNamespace(resources.replicaSets, namespace), owned: inNamespace(resources.pods, namespace) }
    const candidates = [...pods.lister.by(controllerIndex, uid!), ...pods.lister.by(orphanIndex, namespace!)]
    const plan = planClaim(replicaSet, replicaSet['spec'].selector, candidates)
    // Ended pods are neither adopted nor released: they are nobody's replicas.
    return await claim(client, refs, replicaSet, {
      owned: plan.owned,
      adopt: plan.adopt.filter(isPodActive),
      release: plan.release.filter(isPodActive),
    })
  }

  const reconcile = async (key: string): Promise<void> => {
    const replicaSet = replicaSets.lister.get(key)
    if (replicaSet === undefined) return
    // Asked before the pods are counted: what is seen between the two is then counted, never forgotten.
    const isSettled = expectations.satisfied(key)
    const owned = await claimPods(replicaSet)
    const plan = isSettled && replicaSet.metadata.deletionTimestamp === undefined
      ? planPods(replicaSet, owned.filter(isPodActive), relatedPods(replicaSet), clock.now())
      : undefined
    const failure = await commit.manage(replicaSet, plan)
    const { status, availableAfter } = planStatus(replicaSet, { owned, failure, now: clock.now() })
    if (!sameStatus(replicaSet['status'], status)) {
      await client.update(
        inNamespace(resources.replicaSets, replicaSet.metadata.namespace), { ...replicaSet, status }, 'status',
      )
    }
    if (availableAfter !== undefined) queue.addAfter(key, availableAfter)
    // A ReplicaSet that could not do all it wanted tries again, each time later.
    if (failure !== undefined) throw failure.error
  }

  /** An object that went away while it was reconciled is done. */
  const unlessGone = async (key: string): Promise<void> => {
    try {
      await reconcile(key)
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
  return { run: () => runController({ name: 'replicaset-controller', queue, reconcile: unlessGone, log, signal }) }
}

interface Wires {
  queue: WorkQueue
  expectations: Expectations
  replicaSets: Informer
  pods: Informer
}

/** What wakes a ReplicaSet, and what it has been waiting to see. */
function wire({ queue, expectations, replicaSets, pods }: Wires): void {
  replicaSets.addIndex(namespaceIndex, byNamespace)
  replicaSets.addIndex(controllerIndex, byController)
  pods.addIndex(controllerIndex, byController)
  pods.addIndex(orphanIndex, byOrphanage)

  const { ownerOf, enqueueFor, enqueueForChange } = createOwnership('ReplicaSet', replicaSets.lister, queue)
  const observeDeletion = (pod: KubeObject) => {
    const owner = ownerOf(pod)
    if (owner === undefined) return
    expectations.deletionObserved(keyOf(owner), pod.metadata.uid!)
    queue.add(keyOf(owner))
  }

  replicaSets.subscribe({
    added: (object) => queue.add(keyOf(object)),
    updated: (_, object) => queue.add(keyOf(object)),
    deleted: (object) => {
      expectations.forget(keyOf(object))
      queue.add(keyOf(object))
    },
  })
  pods.subscribe({
    added: (pod) => {
      if (pod.metadata.deletionTimestamp !== undefined) return observeDeletion(pod)
      const owner = ownerOf(pod)
      if (owner !== undefined) expectations.creationObserved(keyOf(owner))
      enqueueFor(pod)
    },
    updated: (old, pod) => {
      if (pod.metadata.deletionTimestamp !== undefined) observeDeletion(pod)
      enqueueForChange(old, pod)
    },
    deleted: observeDeletion,
  })
}

function sameStatus(a: any = {}, b: any = {}): boolean {
  const counted = (status: any) => ({
    ...status, replicas: status.replicas ?? 0, observedGeneration: status.observedGeneration ?? 0,
  })
  return semanticEqual(counted(a), counted(b))
}
