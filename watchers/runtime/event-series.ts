import { hostname } from 'node:os'
import { formatMicroTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { systemClock } from './clock.ts'
import { isNotFound } from './controller.ts'
import { createEventWriter } from './event-writer.ts'
import { eventName, objectReference } from './events.ts'
import type { EventType, RecorderOptions } from './events.ts'

/**
 * A series in which nothing happened for so long is over; one that goes on is written again so often.
 * Upstream: finishTime, refreshTime.
 */
const finish = 360_000
const refresh = 1_800_000

/** What was done, to what, and with what effect. */
export interface Action {
  type: EventType
  reason: string
  action: string
  note: string
}

/** Says what was done about an object. Never fails: an event that cannot be written is lost. */
export type ActionRecorder = (regarding: KubeObject, action: Action) => void

interface Series {
  event: KubeObject
  count: number
  last: number
  written: number
}

/** A recorder of events.k8s.io Events: what repeats becomes a series, of which only beginning and end are written. */
export function createActionRecorder(
  component: string, { client, log, clock = systemClock, signal }: RecorderOptions,
): ActionRecorder {
  const all = new Map<string, Series>()
  const writer = createEventWriter(log, clock, signal ?? new AbortController().signal)
  const instance = `${component}-${hostname()}`

  const write = async (event: KubeObject, series?: object): Promise<void> => {
    const ref = { group: 'events.k8s.io', version: 'v1', resource: 'events', namespace: event.metadata.namespace! }
    if (series !== undefined) {
      try {
        await client.patch(ref, event.metadata.name!, { series }, 'strategic')
        return
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    }
    await client.create(ref, { ...event, ...(series === undefined ? {} : { series }) })
  }

  const writeSeries = (series: Series) => {
    series.written = clock.now()
    const { event, count, last } = series
    writer.write(() => write(event, { count, lastObservedTime: formatMicroTime(new Date(last)) }))
  }

  /** Looks when the series may be over; costs a timer only while there is one. */
  const watchOver = (key: string, series: Series) => {
    clock.after(series.last + finish - clock.now() + 1, () => {
      if (signal?.aborted) return
      const isOver = clock.now() - series.last > finish
      if (series.count > 1 && (isOver || clock.now() - series.written >= refresh)) writeSeries(series)
      if (isOver) all.delete(key)
      else watchOver(key, series)
    })
  }

  return (regarding, { type, reason, action, note }) => {
    const now = clock.now()
    const about = objectReference(regarding)
    const key = JSON.stringify([type, action, reason, about])
    const known = all.get(key)
    if (known !== undefined) {
      known.count += 1
      known.last = now
      if (known.count === 2) writeSeries(known)
      return
    }
    const event: KubeObject = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: {
        name: eventName(regarding.metadata.name!, now), namespace: regarding.metadata.namespace ?? 'default',
      },
      eventTime: formatMicroTime(new Date(now)),
      reportingController: component,
      reportingInstance: instance,
      action,
      reason,
      regarding: about,
      note: truncated(note),
      type,
    }
    const series = { event, count: 1, last: now, written: now }
    all.set(key, series)
    watchOver(key, series)
    writer.write(() => write(event))
  }
}

/** A note has at most 1024 bytes. Upstream: truncateMessage. */
function truncated(note: string): string {
  const suffix = ' ...'
  if (Buffer.byteLength(note) <= 1024) return note
  return Buffer.from(note).subarray(0, 1024 - suffix.length).toString('utf8').replace(/\uFFFD+$/, '') + suffix
}
