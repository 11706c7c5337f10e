import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../runtime/api-client.ts'
import { isNamespaceTerminating, isNotFound } from '../runtime/controller.ts'
import type { EventRecorder } from '../runtime/events.ts'
import type { Expectations } from '../runtime/expectations.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf } from '../runtime/store.ts'
import { podFrom, slowStart } from './plan.ts'
import type { PodPlan } from './plan.ts'
import type { ManageFailure } from './status.ts'

/** What a ReplicaSet does to pods; what is written is expected, so that nothing is done twice. */
export interface PodCommit {
  /** Creates or deletes as planned; says what went wrong first. Upstream: manageReplicas. */
  manage(replicaSet: KubeObject, plan: PodPlan): Promise<ManageFailure | undefined>
}

export function createPodCommit(client: ApiClient, expectations: Expectations, record: EventRecorder): PodCommit {
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

  const create = async (replicaSet: KubeObject, count: number): Promise<ManageFailure | undefined> => {
    const key = keyOf(replicaSet)
    expectations.expectCreations(key, count)
    let left = count
    for (const size of slowStart(count)) {
      const made = await Promise.allSettled(Array.from({ length: size }, () => createPod(replicaSet)))
      left -= size
      const failed = made.filter((result) => result.status === 'rejected')
      if (failed.length === 0) continue
      // What was not created will not be seen either.
      expectations.creationObserved(key, failed.length + left)
      const error = failed[0]!.reason
      return { creating: true, message: error.message, error }
    }
    return undefined
  }

  const remove = async (replicaSet: KubeObject, victims: readonly KubeObject[]): Promise<ManageFailure | undefined> => {
    const key = keyOf(replicaSet)
    expectations.expectDeletions(key, victims.map(({ metadata }) => metadata.uid!))
    const failures = await Promise.all(victims.map(async ({ metadata }): Promise<ManageFailure | undefined> => {
      try {
        await client.delete(inNamespace(resources.pods, metadata.namespace), metadata.name!)
        record(replicaSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${metadata.name}`)
        return undefined
      } catch (error) {
        expectations.deletionObserved(key, metadata.uid!)
        if (isNotFound(error)) return undefined
        const { message } = error as Error
        record(replicaSet, 'Warning', 'FailedDelete', `Error deleting: ${message}`)
        return { creating: false, message, error }
      }
    }))
    return failures.find((failure) => failure !== undefined)
  }

  return {
    manage: async (replicaSet, plan) => {
      if (plan === undefined) return undefined
      return await ('create' in plan ? create(replicaSet, plan.create) : remove(replicaSet, plan.delete))
    },
  }
}
