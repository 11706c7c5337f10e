import { formatTime, type KubeObject } from '../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import type { DeleteOptions } from './delete-options.ts'

/** `now`: no grace; `graceful`: `object` was marked and waits; `pending`: it waits already, and not longer than asked for. */
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
  object.metadata.deletionTimestamp = formatTime(new Date(now.getTime() + period * 1000))
  object.metadata.deletionGracePeriodSeconds = period
  if ((object.metadata.generation ?? 0) > 0) object.metadata.generation = (object.metadata.generation ?? 0) + 1
  return 'graceful'
}

/** A negative period counts as one second. */
function atLeastOne(period: number | undefined): number | undefined {
  return period !== undefined && period < 0 ? 1 : period
}

/** A deletion under way may only be made shorter. */
function shorten({ metadata }: KubeObject, requested: number | undefined, now: Date): GracefulDecision {
  const present = metadata.deletionGracePeriodSeconds ?? 0
  if (present === 0) return 'now'
  if (requested === undefined || requested >= present) return 'pending'
  const started = Date.parse(metadata.deletionTimestamp ?? '') - present * 1000
  const ends = started + requested * 1000
  const passed = ends < now.getTime()
  metadata.deletionTimestamp = formatTime(passed ? now : new Date(ends))
  metadata.deletionGracePeriodSeconds = passed && requested !== 0 ? 1 : requested
  return 'graceful'
}
