import { next, secondsLater, type Int64 } from '../../apimachinery/int64.ts'
import { formatTime, type KubeObject } from '../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import type { DeleteOptions } from './delete-options.ts'

/**
 * `now`: no grace; `graceful`: `object` was marked and waits; `pending`: it waits already,
 * and not longer than asked for.
 */
export type GracefulDecision = 'now' | 'graceful' | 'pending'

/** Decides how a delete goes, and marks `object` (a private copy) where it waits; upstream: rest.BeforeDelete. */
export function beforeDelete(
  definition: ResourceDefinition, object: KubeObject, options: DeleteOptions, now: Date,
): GracefulDecision {
  if (!definition.gracePeriod) return 'now'
  const requested = atLeastOne(options.gracePeriodSeconds)
  if (object.metadata.deletionTimestamp !== undefined) return shorten(object, requested, now)
  const period = definition.gracePeriod(object, requested)
  if (period === undefined) return 'now'
  object.metadata.deletionTimestamp = formatTime(secondsLater(now, period))
  object.metadata.deletionGracePeriodSeconds = period as number
  if ((object.metadata.generation ?? 0) > 0) object.metadata.generation = next(object.metadata.generation ?? 0)
  return 'graceful'
}

/** A negative period counts as one second. */
function atLeastOne(period: Int64 | undefined): Int64 | undefined {
  return period !== undefined && period < 0 ? 1 : period
}

/** A deletion under way may only be made shorter. */
function shorten({ metadata }: KubeObject, requested: Int64 | undefined, now: Date): GracefulDecision {
  const present = metadata.deletionGracePeriodSeconds ?? 0
  if (present === 0) return 'now'
  if (requested === undefined || requested >= present) return 'pending'
  const started = secondsLater(new Date(metadata.deletionTimestamp ?? ''), -present)
  const ends = secondsLater(started, requested)
  const passed = ends < now
  metadata.deletionTimestamp = formatTime(passed ? now : ends)
  metadata.deletionGracePeriodSeconds = passed && requested !== 0 ? 1 : requested as number
  return 'graceful'
}
