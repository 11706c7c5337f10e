import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { isAlreadyExists, isConflict, isNamespaceTerminating, isNotFound, runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { matchesSelector } from '../runtime/label-selector.ts'
import { byController, claim, controllerIndex, controllerOf, planClaim } from '../runtime/owners.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { isScaling, newSize, planCleanup, planRecreate, planRolling, planScale } from './plan.ts'
import type { Resize } from './plan.ts'
import { findNew, newAnnotations, newReplicaSet, nextRevision, revisionAnnotation, revisionOf, sizeAnnotations, withoutHash } from './revisions.ts'
import { wanted } from './sizes.ts'
import { checkAgainIn, condition, countStatus, findCondition, hasDeadline, isComplete, pausedCondition, rolloutStatus, withCondition } from './status.ts'
import { templateHash } from './template-hash.ts'

const byNamespace = (object: KubeObject): string[] => [object.metadata.namespace ?? '']

/** A deployment in work: the newest we have of it and of its ReplicaSets. */
interface Work {
  deployment: KubeObject
  fresh: KubeObject | undefined
  old: KubeObject[]
}

/** Rolls a Deployment's template out over ReplicaSets. */
export function deploymentController({ client, informers, log, clock, signal, recorder }: ControllerContext): Controller {
  const record = recorder('deployment-controller')
  const queue = createWorkQueue({ clock })
  const deployments = informers.for(resources.deployments)
  const replicaSets = informers.for(resources.replicaSets)
  const pods = informers.for(resources.pods)
  deployments.addIndex('namespace', byNamespace)
  replicaSets.addIndex('namespace', byNamespace)
  pods.addIndex(controllerIndex, byController)

  const enqueueFor = (replicaSet: KubeObject) => {
    const owner = controllerOf(replicaSet)
    if (owner?.kind === 'Deployment') return queue.add(`${replicaSet.metadata.namespace}/${owner.name}`)
    if (owner !== undefined) return
    for (const candidate of deployments.lister.by('namespace', replicaSet.metadata.namespace!)) {
      if (matchesSelector(candidate['spec'].selector, replicaSet.metadata.labels)) queue.add(keyOf(candidate))
    }
  }
  deployments.subscribe({
    added: (object) => queue.add(keyOf(object)),
    updated: (_, object) => queue.add(keyOf(object)),
    deleted: (object) => queue.add(keyOf(object)),
  })
  replicaSets.subscribe({
    added: enqueueFor,
    updated: (old, object) => {
      if (controllerOf(old)?.uid !== controllerOf(object)?.uid) enqueueFor(old)
      enqueueFor(object)
    },
    deleted: enqueueFor,
  })
  // Only Recreate waits for pods, and only for their end.
  pods.subscribe({
    deleted: (pod) => {
      const owner = controllerOf(pod)
      const replicaSet = owner && replicaSets.lister.get(`${pod.metadata.namespace}/${owner.name}`)
      if (replicaSet !== undefined) enqueueFor(replicaSet)
    },
  })

  const updateStatus = async (deployment: KubeObject, status: any): Promise<KubeObject> => {
    if (isDeepStrictEqual(deployment['status'] ?? {}, status)) return deployment
    return await client.update(inNamespace(resources.deployments, deployment.metadata.namespace), { ...deployment, status }, 'status')
  }

  const setCondition = (deployment: KubeObject, next: any): Promise<KubeObject> =>
    updateStatus(deployment, { ...deployment['status'], conditions: withCondition(deployment['status']?.conditions, next) })

  const setRevision = async (deployment: KubeObject, revision: number): Promise<KubeObject> => {
    if (deployment.metadata.annotations?.[revisionAnnotation] === String(revision)) return deployment
    const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: String(revision) }
    const next = { ...deployment, metadata: { ...deployment.metadata, annotations } }
    return await client.update(inNamespace(resources.deployments, deployment.metadata.namespace), next)
  }

  const updateReplicaSet = (replicaSet: KubeObject): Promise<KubeObject> =>
    client.update(inNamespace(resources.replicaSets, replicaSet.metadata.namespace), replicaSet)

  const resize = async (deployment: KubeObject, { replicaSet, size }: Resize): Promise<boolean> => {
    const annotations = { ...replicaSet.metadata.annotations, ...sizeAnnotations(deployment) }
    const before = wanted(replicaSet)
    if (before === size && isDeepStrictEqual(annotations, replicaSet.metadata.annotations)) return false
    const metadata = { ...replicaSet.metadata, annotations }
    await updateReplicaSet({ ...replicaSet, metadata, spec: { ...replicaSet['spec'], replicas: size } })
    if (before !== size) announce(deployment, replicaSet, before, size)
    return true
  }

  const announce = (deployment: KubeObject, { metadata }: KubeObject, before: number, size: number) => {
    const way = size > before ? 'up' : 'down'
    record(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${way} replica set ${metadata.name} from ${before} to ${size}`)
  }

  const resizeAll = async (deployment: KubeObject, resizes: readonly Resize[]): Promise<boolean> => {
    let changed = false
    for (const one of resizes) changed = await resize(deployment, one) || changed
    return changed
  }

  /** Brings annotations and revision of an existing new ReplicaSet up to date. */
  const syncNew = async ({ deployment, fresh, old }: Work): Promise<Work> => {
    if (fresh === undefined) return { deployment, fresh, old }
    const annotations = newAnnotations(deployment, fresh, nextRevision(old))
    const { minReadySeconds } = deployment['spec']
    let next = fresh
    if (!isDeepStrictEqual(annotations, fresh.metadata.annotations) || (minReadySeconds ?? 0) !== (fresh['spec'].minReadySeconds ?? 0)) {
      const metadata = { ...fresh.metadata, annotations }
      next = await updateReplicaSet({ ...fresh, metadata, spec: { ...fresh['spec'], minReadySeconds: minReadySeconds ?? 0 } })
    }
    let current = await setRevision(deployment, revisionOf(next))
    if (hasDeadline(current) && findCondition(current['status'], 'Progressing') === undefined) {
      const message = `Found new replica set "${fresh.metadata.name}"`
      current = await setCondition(current, condition('Progressing', 'True', 'FoundNewReplicaSet', message, clock.now()))
    }
    return { deployment: current, fresh: next, old }
  }

  const ensureNew = async (work: Work): Promise<Work> => {
    if (work.fresh !== undefined) return await syncNew(work)
    const { deployment, old } = work
    const hash = templateHash(deployment['spec'].template, deployment['status']?.collisionCount)
    const desired = newReplicaSet(deployment, hash, { revision: nextRevision(old), size: newSize(deployment, old, 0) })
    const fresh = await createReplicaSet(deployment, desired)
    let current = await setRevision(deployment, revisionOf(fresh))
    if (hasDeadline(current)) {
      const message = `Created new replica set "${fresh.metadata.name}"`
      current = await setCondition(current, condition('Progressing', 'True', 'NewReplicaSetCreated', message, clock.now()))
    }
    return { deployment: current, fresh, old }
  }

  const createReplicaSet = async (deployment: KubeObject, desired: KubeObject): Promise<KubeObject> => {
    const ref = inNamespace(resources.replicaSets, deployment.metadata.namespace)
    try {
      const created = await client.create(ref, desired)
      if (wanted(desired) > 0) announce(deployment, created, 0, wanted(desired))
      return created
    } catch (error) {
      if (isAlreadyExists(error)) return await ownOrCollide(deployment, desired)
      if (hasDeadline(deployment) && !isNamespaceTerminating(error)) {
        await setCondition(deployment, condition('Progressing', 'False', 'ReplicaSetCreateError', (error as Error).message, clock.now()))
      }
      throw error
    }
  }

  /** The name is taken: by an earlier run of ours, or by a stranger, and then the next hash must differ. */
  const ownOrCollide = async (deployment: KubeObject, desired: KubeObject): Promise<KubeObject> => {
    const ref = inNamespace(resources.replicaSets, deployment.metadata.namespace)
    const existing = await client.get(ref, desired.metadata.name!)
    const ours = controllerOf(existing)?.uid === deployment.metadata.uid
    if (ours && isDeepStrictEqual(withoutHash(existing['spec'].template), withoutHash(deployment['spec'].template))) return existing
    const collisionCount = (deployment['status']?.collisionCount ?? 0) + 1
    await updateStatus(deployment, { ...deployment['status'], collisionCount })
    throw new Error(`the name ${desired.metadata.name} is taken by another ReplicaSet`)
  }

  const cleanUp = async ({ deployment, old }: Work): Promise<void> => {
    for (const { metadata } of planCleanup(deployment, old, revisionOf)) {
      await unlessGone(client.delete(inNamespace(resources.replicaSets, metadata.namespace), metadata.name!))
    }
  }

  const rolloutOf = ({ deployment, fresh, old }: Work) =>
    ({ deployment, fresh, all: fresh === undefined ? old : [...old, fresh], now: clock.now() })

  const finish = async (work: Work): Promise<void> => {
    const status = rolloutStatus(rolloutOf(work))
    await updateStatus(work.deployment, status)
    const wait = checkAgainIn(work.deployment, status, clock.now())
    if (wait !== undefined) queue.addAfter(keyOf(work.deployment), wait)
  }

  const scale = async (before: Work): Promise<void> => {
    const work = await syncNew(before)
    await resizeAll(work.deployment, planScale(work.deployment, work.fresh, work.old))
    if (work.deployment['spec'].paused) await cleanUp(work)
    await updateStatus(work.deployment, countStatus(rolloutOf(work)))
  }

  const roll = async (before: Work): Promise<void> => {
    const work = await ensureNew(before)
    const { deployment, fresh, old } = work
    if (await resizeAll(deployment, planRolling(deployment, fresh!, old))) return await finish(work)
    if (isComplete(deployment, deployment['status'] ?? {})) await cleanUp(work)
    await finish(work)
  }

  const recreate = async (before: Work): Promise<void> => {
    const synced = await syncNew(before)
    if (await resizeAll(synced.deployment, planRecreate(synced.old))) return await finish(synced)
    const running = synced.old.flatMap(({ metadata }) => pods.lister.by(controllerIndex, metadata.uid!))
      .some(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed')
    if (running) return await finish(synced)
    const work = await ensureNew(synced)
    if (isComplete(work.deployment, work.deployment['status'] ?? {})) await cleanUp(work)
    await resizeAll(work.deployment, [{ replicaSet: work.fresh!, size: wanted(work.deployment) }])
    await finish(work)
  }

  const reconcile = async (key: string): Promise<void> => {
    let deployment = deployments.lister.get(key)
    if (deployment === undefined) return
    const { namespace } = deployment.metadata
    const refs = { owner: inNamespace(resources.deployments, namespace), owned: inNamespace(resources.replicaSets, namespace) }
    const plan = planClaim(deployment, deployment['spec'].selector, replicaSets.lister.by('namespace', namespace!))
    const owned = await claim(client, refs, deployment, plan)
    const fresh = findNew(deployment, owned)
    const old = owned.filter((replicaSet) => replicaSet !== fresh)
    if (deployment.metadata.deletionTimestamp !== undefined) {
      await updateStatus(deployment, countStatus(rolloutOf({ deployment, fresh, old })))
      return
    }
    const paused = pausedCondition(deployment, clock.now())
    if (paused !== undefined) deployment = await setCondition(deployment, paused)
    const work = { deployment, fresh, old }
    if (deployment['spec'].paused || isScaling(deployment, owned)) return await scale(work)
    return await (deployment['spec'].strategy?.type === 'Recreate' ? recreate(work) : roll(work))
  }

  const tolerant = async (key: string): Promise<void> => {
    try {
      await reconcile(key)
    } catch (error) {
      if (isConflict(error)) log.debug('a deployment was read too early', { key })
      if (!isNotFound(error)) throw error
    }
  }
  return { run: () => runController({ name: 'deployment-controller', queue, reconcile: tolerant, log, signal }) }
}
