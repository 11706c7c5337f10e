import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { isNamespaceTerminating, isNotFound, runController } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { Expectations } from '../runtime/expectations.ts'
import { selects } from '../runtime/selects.ts'
import { byController, claim, controllerIndex, controllerOf, planClaim } from '../runtime/owners.ts'
import { isPodActive } from '../runtime/pods.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { planPods, podFrom, slowStart } from './plan.ts'
import { planStatus } from './status.ts'
import type { ManageFailure } from './status.ts'

const byNamespace = (object: KubeObject): string[] => [object.metadata.namespace ?? '']

/** Keeps as many pods of a ReplicaSet's template running as it wants. */
export function replicaSetController({ client, informers, log, clock, signal, recorder }: ControllerContext): Controller {
  const record = recorder('replicaset-controller')
  const queue = createWorkQueue({ clock })
  const expectations = new Expectations(clock)
  const replicaSets = informers.for(resources.replicaSets)
  const pods = informers.for(resources.pods)
  for (const informer of [replicaSets, pods]) {
    informer.addIndex('namespace', byNamespace)
    informer.addIndex(controllerIndex, byController)
  }

  const ownerOf = (pod: KubeObject): KubeObject | undefined => {
    const owner = controllerOf(pod)
    if (owner?.kind !== 'ReplicaSet') return undefined
    const found = replicaSets.lister.get(`${pod.metadata.namespace}/${owner.name}`)
    return found?.metadata.uid === owner.uid ? found : undefined
  }

  const enqueueFor = (pod: KubeObject) => {
    const owner = ownerOf(pod)
    if (owner !== undefined) return queue.add(keyOf(owner))
    if (controllerOf(pod) !== undefined) return
    for (const candidate of replicaSets.lister.by('namespace', pod.metadata.namespace!)) {
      if (selects(candidate['spec'].selector, pod.metadata.labels)) queue.add(keyOf(candidate))
    }
  }

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
      if (controllerOf(old)?.uid !== controllerOf(pod)?.uid) enqueueFor(old)
      enqueueFor(pod)
    },
    deleted: observeDeletion,
  })

  /** All pods of the ReplicaSets that share this one's owner: what counts as crowding a node. */
  const relatedPods = (replicaSet: KubeObject): KubeObject[] => {
    const owner = controllerOf(replicaSet)
    const family = owner === undefined ? [replicaSet] : replicaSets.lister.by(controllerIndex, owner.uid)
    return family.flatMap(({ metadata }) => pods.lister.by(controllerIndex, metadata.uid!)).filter(isPodActive)
  }

  const createPods = async (replicaSet: KubeObject, count: number): Promise<ManageFailure | undefined> => {
    const key = keyOf(replicaSet)
    expectations.expectCreations(key, count)
    let left = count
    for (const size of slowStart(count)) {
      const made = await Promise.allSettled(Array.from({ length: size }, () => createPod(replicaSet)))
      left -= size
      const failed = made.filter((result) => result.status === 'rejected')
      if (failed.length === 0) continue
      expectations.creationObserved(key, failed.length + left)
      const [error] = failed.map(({ reason }) => reason)
      return { creating: true, message: error.message, error }
    }
    return undefined
  }

  const createPod = async (replicaSet: KubeObject): Promise<void> => {
    try {
      const pod = await client.create(inNamespace(resources.pods, replicaSet.metadata.namespace), podFrom(replicaSet))
      record(replicaSet, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
    } catch (error) {
      // Nothing can be created there any more, and the ReplicaSet itself is about to go.
      if (isNamespaceTerminating(error)) return
      record(replicaSet, 'Warning', 'FailedCreate', `Error creating: ${(error as Error).message}`)
      throw error
    }
  }

  const deletePods = async (replicaSet: KubeObject, victims: KubeObject[]): Promise<ManageFailure | undefined> => {
    const key = keyOf(replicaSet)
    expectations.expectDeletions(key, victims.map(({ metadata }) => metadata.uid!))
    let failure: ManageFailure | undefined
    await Promise.all(victims.map(async ({ metadata }) => {
      try {
        await client.delete(inNamespace(resources.pods, metadata.namespace), metadata.name!)
        record(replicaSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${metadata.name}`)
      } catch (error) {
        expectations.deletionObserved(key, metadata.uid!)
        if (isNotFound(error)) return
        failure = { creating: false, message: (error as Error).message, error }
        record(replicaSet, 'Warning', 'FailedDelete', `Error deleting: ${failure.message}`)
      }
    }))
    return failure
  }

  const reconcile = async (key: string): Promise<void> => {
    const replicaSet = replicaSets.lister.get(key)
    if (replicaSet === undefined) return
    const { namespace } = replicaSet.metadata
    const settled = expectations.satisfied(key)
    const refs = { owner: inNamespace(resources.replicaSets, namespace), owned: inNamespace(resources.pods, namespace) }
    const candidates = pods.lister.by('namespace', namespace!)
    const claimed = planClaim(replicaSet, replicaSet['spec'].selector, candidates)
    // Ended pods are neither adopted nor released: they are nobody's replicas.
    claimed.adopt = claimed.adopt.filter(isPodActive)
    claimed.release = claimed.release.filter(isPodActive)
    const owned = await claim(client, refs, replicaSet, claimed)
    const active = owned.filter(isPodActive)

    let failure: ManageFailure | undefined
    if (settled && replicaSet.metadata.deletionTimestamp === undefined) {
      const plan = planPods(replicaSet, active, relatedPods(replicaSet), clock.now())
      if (plan !== undefined && 'create' in plan) failure = await createPods(replicaSet, plan.create)
      else if (plan !== undefined) failure = await deletePods(replicaSet, plan.delete)
    }
    const { status, availableAfter } = planStatus(replicaSet, { owned, failure, now: clock.now() })
    if (!sameStatus(replicaSet['status'], status)) {
      await client.update(refs.owner, { ...replicaSet, status }, 'status')
    }
    if (availableAfter !== undefined) queue.addAfter(key, availableAfter)
    // A ReplicaSet that could not do all it wanted tries again, each time later.
    if (failure !== undefined) throw failure.error
  }

  return { run: () => runController({ name: 'replicaset-controller', queue, reconcile: gone(reconcile), log, signal }) }
}

/** An object that went away while it was reconciled is done. */
function gone(reconcile: (key: string) => Promise<void>): (key: string) => Promise<void> {
  return async (key) => {
    try {
      await reconcile(key)
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
}

function sameStatus(a: any = {}, b: any = {}): boolean {
  const plain = (status: any) => JSON.parse(JSON.stringify({ ...status, observedGeneration: status.observedGeneration ?? 0 }))
  return isDeepStrictEqual(plain(a), plain(b))
}
