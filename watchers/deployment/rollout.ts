import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Commit } from './commit.ts'
import { isScaling, newSize, planCleanup, planRecreate, planRolling, planScale } from './plan.ts'
import { findNew, newAnnotations, newReplicaSet, nextRevision, revisionAnnotation, revisionOf } from './revisions.ts'
import { sum, wanted } from './sizes.ts'
import {
  checkAgainIn, condition, countStatus, findCondition, hasDeadline, isComplete, pausedCondition, rolloutStatus,
} from './status.ts'
import type { Rollout } from './status.ts'
import { templateHash } from './template-hash.ts'

/** A deployment in work: the newest we have of it and of its ReplicaSets. */
export interface Work {
  deployment: KubeObject
  fresh: KubeObject | undefined
  old: KubeObject[]
}

/** How a rollout acts on the world. */
export interface RolloutTools {
  commit: Commit
  clock: Clock
  /** The pods of these ReplicaSets. */
  podsOf(replicaSets: readonly KubeObject[]): KubeObject[]
  /** Looks at the deployment again in so many milliseconds. */
  again(deployment: KubeObject, milliseconds: number): void
}

/** One step of a deployment's life. Upstream: syncDeployment. */
export async function stepRollout(
  before: KubeObject, replicaSets: readonly KubeObject[], tools: RolloutTools,
): Promise<void> {
  const { commit, clock } = tools
  const fresh = findNew(before, replicaSets)
  const old = replicaSets.filter((replicaSet) => replicaSet !== fresh)
  if (before.metadata.deletionTimestamp !== undefined) {
    await commit.status(before, countStatus(rolloutOf({ deployment: before, fresh, old }, clock)))
    return
  }
  const paused = pausedCondition(before, clock.now())
  const deployment = paused === undefined ? before : await commit.condition(before, paused)
  const work = { deployment, fresh, old }
  if (deployment['spec'].paused || isScaling(deployment, replicaSets)) await scale(work, tools)
  else if (deployment['spec'].strategy?.type === 'Recreate') await recreate(work, tools)
  else await roll(work, tools)
}

async function scale(before: Work, tools: RolloutTools): Promise<void> {
  const { commit, clock } = tools
  const work = await syncNew(before, tools)
  await commit.sizes(work.deployment, planScale(work.deployment, work.fresh, work.old))
  if (work.deployment['spec'].paused) await cleanUp(work, tools)
  await commit.status(work.deployment, countStatus(rolloutOf(work, clock)))
}

async function roll(before: Work, tools: RolloutTools): Promise<void> {
  const work = await ensureNew(before, tools)
  const { deployment, fresh, old } = work
  const resized = await tools.commit.sizes(deployment, planRolling(deployment, fresh, old))
  if (!resized && isComplete(deployment, deployment['status'] ?? {})) await cleanUp(work, tools)
  await finish(work, tools)
}

/** Nothing new starts before everything old has ended. */
async function recreate(before: Work, tools: RolloutTools): Promise<void> {
  const { commit, podsOf } = tools
  const synced = await syncNew(before, tools)
  if (await commit.sizes(synced.deployment, planRecreate(synced.old))) return await finish(synced, tools)
  const isRunning = sum(synced.old, ({ status }) => status?.replicas) > 0
    || podsOf(synced.old).some(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed')
  if (isRunning) return await finish(synced, tools)
  const work = synced.fresh === undefined ? await ensureNew(synced, tools) : { ...synced, fresh: synced.fresh }
  await commit.sizes(work.deployment, [{ replicaSet: work.fresh, size: wanted(work.deployment) }])
  if (isComplete(work.deployment, work.deployment['status'] ?? {})) await cleanUp(work, tools)
  await finish(work, tools)
}

async function finish(work: Work, { commit, clock, again }: RolloutTools): Promise<void> {
  const deployment = await commit.status(work.deployment, rolloutStatus(rolloutOf(work, clock)))
  const wait = checkAgainIn(deployment, deployment['status'], clock.now())
  if (wait !== undefined) again(deployment, wait)
}

async function cleanUp({ deployment, old }: Work, { commit }: RolloutTools): Promise<void> {
  await commit.remove(planCleanup(deployment, old, revisionOf))
}

/** Brings annotations and revision of an existing new ReplicaSet up to date. */
async function syncNew<W extends Work>({ deployment, fresh, old }: W, { commit, clock }: RolloutTools): Promise<W> {
  if (fresh === undefined) return { deployment, fresh, old } as W
  const annotations = newAnnotations(deployment, fresh, nextRevision(old))
  const { minReadySeconds = 0 } = deployment['spec']
  const isCurrent = isDeepStrictEqual(annotations, fresh.metadata.annotations)
    && minReadySeconds === (fresh['spec'].minReadySeconds ?? 0)
  const metadata = { ...fresh.metadata, annotations }
  const next = isCurrent
    ? fresh
    : await commit.replicaSet({ ...fresh, metadata, spec: { ...fresh['spec'], minReadySeconds } })
  const isUnjudged = hasDeadline(deployment) && findCondition(deployment['status'], 'Progressing') === undefined
  const found = isUnjudged
    ? condition(
      'Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set "${fresh.metadata.name}"`, clock.now(),
    )
    : undefined
  const current = await commit.revision(deployment, next.metadata.annotations?.[revisionAnnotation] ?? '', found)
  return { deployment: current, fresh: next, old } as W
}

async function ensureNew(work: Work, tools: RolloutTools): Promise<Work & { fresh: KubeObject }> {
  const { deployment, fresh: existing, old } = work
  if (existing !== undefined) return await syncNew({ ...work, fresh: existing }, tools)
  const hash = templateHash(deployment['spec'].template, deployment['status']?.collisionCount)
  const revision = nextRevision(old)
  const desired = newReplicaSet(deployment, hash, { revision, size: newSize(deployment, old, 0) })
  const { replicaSet: fresh, isNew } = await tools.commit.create(deployment, desired)
  const created = isNew && hasDeadline(deployment)
    ? condition(
      'Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${fresh.metadata.name}"`,
      tools.clock.now(),
    )
    : undefined
  return { deployment: await tools.commit.revision(deployment, String(revision), created), fresh, old }
}

function rolloutOf({ deployment, fresh, old }: Work, clock: Clock): Rollout {
  return { deployment, fresh, all: fresh === undefined ? old : [...old, fresh], now: clock.now() }
}
