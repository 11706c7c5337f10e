import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../runtime/api-client.ts'
import type { Clock } from '../runtime/clock.ts'
import { isAlreadyExists, isNamespaceTerminating, unlessGone } from '../runtime/controller.ts'
import type { EventRecorder } from '../runtime/events.ts'
import { controllerOf } from '../runtime/owners.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import type { Resize } from './plan.ts'
import { sameTemplate, revisionAnnotation, sizeAnnotations } from './revisions.ts'
import { wanted } from './sizes.ts'
import { condition, hasDeadline, withCondition } from './status.ts'

/** What a rollout writes. Each hands back the object as it is afterwards. */
export interface Commit {
  /** Writes the status where it differs. */
  status(deployment: KubeObject, status: any): Promise<KubeObject>
  /** Sets one condition. */
  condition(deployment: KubeObject, next: any): Promise<KubeObject>
  /**
   * Notes the revision in work and, where given, a condition, in one write of the status: `generation` must not rise.
   */
  revision(deployment: KubeObject, revision: string, next?: any): Promise<KubeObject>
  replicaSet(replicaSet: KubeObject): Promise<KubeObject>
  /** Gives ReplicaSets their sizes, in order; says whether a size changed. */
  sizes(deployment: KubeObject, resizes: readonly Resize[]): Promise<boolean>
  /** Creates the ReplicaSet; hands back ours of that name where one is there, and rejects where a stranger's is. */
  create(deployment: KubeObject, desired: KubeObject): Promise<{ replicaSet: KubeObject; isNew: boolean }>
  remove(replicaSets: readonly KubeObject[]): Promise<void>
}

export function createCommit(client: ApiClient, clock: Clock, record: EventRecorder): Commit {
  const deploymentsOf = ({ metadata }: KubeObject) => inNamespace(resources.deployments, metadata.namespace)
  const replicaSetsOf = ({ metadata }: KubeObject) => inNamespace(resources.replicaSets, metadata.namespace)

  const status: Commit['status'] = async (deployment, next) => {
    if (isDeepStrictEqual(deployment['status'] ?? {}, next)) return deployment
    return await client.update(deploymentsOf(deployment), { ...deployment, status: next }, 'status')
  }

  const setCondition: Commit['condition'] = (deployment, next) =>
    status(deployment, { ...deployment['status'], conditions: withCondition(deployment['status']?.conditions, next) })

  const revision: Commit['revision'] = async (deployment, number, next) => {
    const isNoted = deployment.metadata.annotations?.[revisionAnnotation] === number
    if (isNoted && next === undefined) return deployment
    const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: number }
    const conditions = next && { conditions: withCondition(deployment['status']?.conditions, next) }
    return await client.update(deploymentsOf(deployment), {
      ...deployment,
      metadata: { ...deployment.metadata, annotations },
      status: { ...deployment['status'], ...conditions },
    }, 'status')
  }

  const replicaSet: Commit['replicaSet'] = (object) => client.update(replicaSetsOf(object), object)

  const announce = (deployment: KubeObject, name: string, before: number, size: number) => {
    const way = size > before ? 'up' : 'down'
    record(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${way} replica set ${name} from ${before} to ${size}`)
  }

  const resize = async (deployment: KubeObject, object: KubeObject, size: number): Promise<KubeObject> => {
    const annotations = { ...object.metadata.annotations, ...sizeAnnotations(deployment) }
    const before = wanted(object)
    if (before === size && isDeepStrictEqual(annotations, object.metadata.annotations)) return object
    const metadata = { ...object.metadata, annotations }
    const resized = await replicaSet({ ...object, metadata, spec: { ...object['spec'], replicas: size } })
    if (before !== size) announce(deployment, object.metadata.name!, before, size)
    return resized
  }

  const sizes: Commit['sizes'] = async (deployment, resizes) => {
    const latest = new Map<KubeObject, KubeObject>()
    let changed = false
    for (const { replicaSet: object, size, force = false } of resizes) {
      const current = latest.get(object) ?? object
      changed ||= wanted(current) !== size
      if (force || wanted(current) !== size) latest.set(object, await resize(deployment, current, size))
    }
    return changed
  }

  const create: Commit['create'] = async (deployment, desired) => {
    try {
      const created = await client.create(replicaSetsOf(deployment), desired)
      if (wanted(desired) > 0) announce(deployment, created.metadata.name!, 0, wanted(desired))
      return { replicaSet: created, isNew: true }
    } catch (error) {
      if (isAlreadyExists(error)) return { replicaSet: await ownOrCollide(deployment, desired, error), isNew: false }
      if (!isNamespaceTerminating(error)) await sayFailed(deployment, desired, error)
      throw error
    }
  }

  const sayFailed = async (deployment: KubeObject, desired: KubeObject, error: unknown): Promise<void> => {
    const message = `Failed to create new replica set "${desired.metadata.name}": ${(error as Error).message}`
    record(deployment, 'Warning', 'ReplicaSetCreateError', message)
    if (!hasDeadline(deployment)) return
    await setCondition(deployment, condition('Progressing', 'False', 'ReplicaSetCreateError', message, clock.now()))
  }

  /** The name is taken: by an earlier run of ours, or by a stranger, and then the next hash must differ. */
  const ownOrCollide = async (deployment: KubeObject, desired: KubeObject, error: unknown): Promise<KubeObject> => {
    const existing = await client.get(replicaSetsOf(deployment), desired.metadata.name!)
    const isOurs = controllerOf(existing)?.uid === deployment.metadata.uid
    if (isOurs && sameTemplate(existing['spec'].template, deployment['spec'].template)) return existing
    const collisionCount = (deployment['status']?.collisionCount ?? 0) + 1
    await status(deployment, { ...deployment['status'], collisionCount })
    throw error
  }

  const remove: Commit['remove'] = async (replicaSets) => {
    for (const one of replicaSets) await unlessGone(client.delete(replicaSetsOf(one), one.metadata.name!))
  }
  return { status, condition: setCondition, revision, replicaSet, sizes, create, remove }
}
