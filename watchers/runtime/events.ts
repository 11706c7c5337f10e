import { randomUUID } from 'node:crypto'
import type { Logger } from '../../apimachinery/log.ts'
import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { isDNS1123Subdomain } from '../../apimachinery/names.ts'
import type { ApiClient } from './api-client.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { isNotFound } from './controller.ts'
import { EventCorrelator } from './event-correlator.ts'
import type { Correlated } from './event-correlator.ts'
import { createEventWriter } from './event-writer.ts'

export type EventType = 'Normal' | 'Warning'

/**
 * Says what happened to an object, as `kubectl describe` shows it. Never fails:
 * an event that cannot be written is lost.
 */
export type EventRecorder = (about: KubeObject, type: EventType, reason: string, message: string) => void

export interface RecorderOptions {
  client: ApiClient
  log: Logger
  clock?: Clock
  /** Ends the attempts to write events while the server cannot be reached. */
  signal?: AbortSignal
}

/** A recorder of core/v1 Events, whose `source.component` is `component`; equal events are counted, not repeated. */
export function createRecorder(
  component: string, { client, log, clock = systemClock, signal = never }: RecorderOptions,
): EventRecorder {
  const correlator = new EventCorrelator()
  const writer = createEventWriter(log, clock, signal)

  const write = async (event: KubeObject, { name, count, message, again }: Correlated): Promise<void> => {
    const ref = { group: '', version: 'v1', resource: 'events', namespace: event.metadata.namespace! }
    if (again) {
      try {
        await client.patch(ref, name, { count, lastTimestamp: event['lastTimestamp'], message }, 'strategic')
        return
      } catch (error) {
        // Its hour may be over, and the server has dropped it.
        if (!isNotFound(error)) throw error
      }
    }
    await client.create(ref, event)
  }

  return (about, type, reason, message) => {
    const now = clock.now()
    const { metadata: { namespace = '', name, uid }, apiVersion, kind } = about
    const object = [kind, namespace, name, uid, apiVersion].join('/')
    const correlated = correlator.correlate({ object, type, reason, message }, eventName(name!, now), now)
    if (correlated === undefined) return
    const event = eventObject(about, { component, type, reason, now }, correlated)
    writer.write(() => write(event, correlated))
  }
}

const never = new AbortController().signal
let counter = 0n

/** A name that no other event has: the object's and the time in nanoseconds, or where that is no name, anything. */
export function eventName(name: string, now: number): string {
  counter = (counter + 1n) % 1_000_000n
  const unique = `${name}.${(BigInt(now) * 1_000_000n + counter).toString(16)}`
  return isDNS1123Subdomain(unique).length === 0 ? unique : randomUUID()
}

/** How events speak of an object. Upstream: reference.GetReference. */
export function objectReference({ kind, apiVersion, metadata }: KubeObject): Record<string, string> {
  const { name, namespace, uid, resourceVersion } = metadata
  const all = { kind, namespace, name, uid, apiVersion, resourceVersion }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, string>
}

interface EventFacts { component: string; type: EventType; reason: string; now: number }

function eventObject(about: KubeObject, { component, type, reason, now }: EventFacts, event: Correlated): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: event.name, namespace: about.metadata.namespace ?? 'default' },
    involvedObject: objectReference(about),
    reason,
    message: event.message,
    source: { component },
    firstTimestamp: formatTime(new Date(event.first)),
    lastTimestamp: formatTime(new Date(now)),
    count: event.count,
    type,
    eventTime: null,
    // Upstream does not sign what it has combined.
    reportingComponent: event.combined ? '' : component,
    reportingInstance: '',
  }
}
