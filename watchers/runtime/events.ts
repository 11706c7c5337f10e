import type { Logger } from '../../apimachinery/log.ts'
import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from './api-client.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { isNamespaceTerminating, isNotFound } from './controller.ts'

export type EventType = 'Normal' | 'Warning'

/** Says what happened to an object, as `kubectl describe` shows it. Never fails: an event that cannot be written is lost. */
export type EventRecorder = (about: KubeObject, type: EventType, reason: string, message: string) => void

/** Upstream: client-go's EventCorrelator defaults. */
const limits = {
  /** So many different messages for one object and reason within the interval, then they are combined. */
  similar: 10,
  similarInterval: 600_000,
  /** A burst of events about one object, and how long until one more is allowed. */
  burst: 25,
  refill: 300_000,
  /** How many objects and events are remembered. */
  remembered: 4096,
}

interface Similar { messages: Set<string>; last: number }
interface Written { name: string; count: number; message: string; firstTimestamp: string }
interface Bucket { tokens: number; last: number }

/** A recorder of core/v1 Events, whose `source.component` is `component`; equal events are counted, not repeated. */
export function createRecorder(client: ApiClient, component: string, log: Logger, clock: Clock = systemClock): EventRecorder {
  const similar = new Map<string, Similar>()
  const written = new Map<string, Written>()
  const buckets = new Map<string, Bucket>()
  let last: Promise<void> = Promise.resolve()

  const write = async (event: KubeObject, key: string, seen: Written | undefined): Promise<void> => {
    const ref = { group: '', version: 'v1', resource: 'events', namespace: event.metadata.namespace! }
    if (seen !== undefined) {
      const { count, lastTimestamp, message } = event
      try {
        await client.patch(ref, seen.name, { count, lastTimestamp, message }, 'strategic')
        return
      } catch (error) {
        if (!isNotFound(error)) throw error
        // Its hour is over: the server has dropped it, so it is said anew.
        event = { ...event, count: 1, firstTimestamp: lastTimestamp }
        remember(written, key, { name: event.metadata.name!, count: 1, message, firstTimestamp: lastTimestamp })
      }
    }
    await client.create(ref, event)
  }

  return (about, type, reason, message) => {
    const now = clock.now()
    const object = `${about.kind}/${about.metadata.namespace ?? ''}/${about.metadata.name}/${about.metadata.uid}`
    if (!take(buckets, object, now)) return
    const group = `${object} ${type} ${reason}`
    const combined = isCombined(similar, group, message, now)
    const text = combined ? `(combined from similar events): ${message}` : message
    const key = combined ? group : `${group} ${message}`
    const seen = written.get(key)
    const time = formatTime(new Date(now))
    const name = seen?.name ?? `${about.metadata.name}.${(BigInt(now) * 1_000_000n + uniquifier()).toString(16)}`
    const next = { name, count: (seen?.count ?? 0) + 1, message: text, firstTimestamp: seen?.firstTimestamp ?? time }
    remember(written, key, next)
    const event = eventObject(about, { component, type, reason, time, ...next })
    // One after the other, so that events appear in the order in which things happened.
    last = last.then(() => write(event, key, seen)).catch((error: unknown) => {
      written.delete(key)
      if (!isNamespaceTerminating(error)) log.debug('cannot write an event', { reason, error })
    })
  }
}

let counter = 0
const uniquifier = (): bigint => BigInt(counter = (counter + 1) % 1_000_000)

interface EventFacts extends Written { component: string; type: EventType; reason: string; time: string }

function eventObject(about: KubeObject, facts: EventFacts): KubeObject {
  const { kind, apiVersion, metadata } = about
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: facts.name, namespace: metadata.namespace ?? 'default' },
    involvedObject: {
      kind,
      apiVersion,
      name: metadata.name,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
    },
    reason: facts.reason,
    message: facts.message,
    source: { component: facts.component },
    firstTimestamp: facts.firstTimestamp,
    lastTimestamp: facts.time,
    count: facts.count,
    type: facts.type,
    eventTime: null,
    reportingComponent: facts.component,
    reportingInstance: '',
  }
}

function isCombined(all: Map<string, Similar>, group: string, message: string, now: number): boolean {
  const known = all.get(group)
  const fresh = known === undefined || now - known.last > limits.similarInterval
  const entry = fresh ? { messages: new Set<string>(), last: now } : known
  entry.messages.add(message)
  entry.last = now
  remember(all, group, entry)
  return entry.messages.size >= limits.similar
}

function take(buckets: Map<string, Bucket>, object: string, now: number): boolean {
  const { tokens, last } = buckets.get(object) ?? { tokens: limits.burst, last: now }
  const filled = Math.min(limits.burst, tokens + (now - last) / limits.refill)
  remember(buckets, object, { tokens: filled >= 1 ? filled - 1 : filled, last: now })
  return filled >= 1
}

/** Sets the newest and drops the oldest beyond the limit. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > limits.remembered) map.delete(map.keys().next().value!)
}
