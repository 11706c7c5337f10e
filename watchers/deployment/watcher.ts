import type { KubeObject } from '../../apimachinery/meta.ts'
import { isNamespaceTerminating, isNotFound, runController } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { byController, claim, controllerIndex, controllerOf, planClaim } from '../runtime/owners.ts'
import { byNamespace, createOwnership, namespaceIndex } from '../runtime/ownership.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { createCommit } from './commit.ts'
import { stepRollout } from './rollout.ts'
import type { RolloutTools } from './rollout.ts'

/** Rolls a Deployment's template out over ReplicaSets. */
export function deploymentController(
  { client, informers, log, clock, signal, recorder }: ControllerContext,
): Controller {
  const queue = createWorkQueue({ clock })
  const deployments = informers.for(resources.deployments)
  const replicaSets = informers.for(resources.replicaSets)
  const pods = informers.for(resources.pods)
  deployments.addIndex(namespaceIndex, byNamespace)
  replicaSets.addIndex(namespaceIndex, byNamespace)
  replicaSets.addIndex(controllerIndex, byController)
  pods.addIndex(controllerIndex, byController)

  const { ownerOf, enqueueFor, enqueueForChange } = createOwnership('Deployment', deployments.lister, queue)
  const podsOf = (sets: readonly KubeObject[]) =>
    sets.flatMap(({ metadata }) => pods.lister.by(controllerIndex, metadata.uid!))

  deployments.subscribe({
    added: (object) => queue.add(keyOf(object)),
    updated: (_, object) => queue.add(keyOf(object)),
    deleted: (object) => queue.add(keyOf(object)),
  })
  replicaSets.subscribe({
    added: enqueueFor,
    updated: enqueueForChange,
    deleted: enqueueFor,
  })
  // Only Recreate waits for pods, and only for the end of the last.
  pods.subscribe({
    deleted: (pod) => {
      const replicaSet = replicaSets.lister.get(`${pod.metadata.namespace}/${controllerOf(pod)?.name}`)
      const owner = replicaSet && ownerOf(replicaSet)
      if (owner?.['spec'].strategy?.type !== 'Recreate') return
      if (podsOf(replicaSets.lister.by(controllerIndex, owner.metadata.uid!)).length === 0) queue.add(keyOf(owner))
    },
  })

  const tools: RolloutTools = {
    commit: createCommit(client, clock, recorder('deployment-controller')),
    clock,
    podsOf,
    again: (deployment, milliseconds) => queue.addAfter(keyOf(deployment), milliseconds),
  }

  const reconcile = async (key: string): Promise<void> => {
    const deployment = deployments.lister.get(key)
    if (deployment === undefined) return
    const { namespace } = deployment.metadata
    const refs = {
      owner: inNamespace(resources.deployments, namespace), owned: inNamespace(resources.replicaSets, namespace),
    }
    const plan = planClaim(deployment, deployment['spec'].selector, replicaSets.lister.by(namespaceIndex, namespace!))
    await stepRollout(deployment, await claim(client, refs, deployment, plan), tools)
  }

  /** Where the object or its namespace went away in the meantime, there is nothing left to do. */
  const unlessLeaving = async (key: string): Promise<void> => {
    try {
      await reconcile(key)
    } catch (error) {
      if (!isNotFound(error) && !isNamespaceTerminating(error)) throw error
    }
  }
  return { run: () => runController({ name: 'deployment-controller', queue, reconcile: unlessLeaving, log, signal }) }
}
