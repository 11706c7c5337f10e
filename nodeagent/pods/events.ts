import type { Logger } from '../../apimachinery/log.ts'
import { formatTime } from '../../apimachinery/meta.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../../watchers/runtime/client.ts'
import { eventName } from '../../watchers/runtime/events.ts'

/** What an event is about. */
export interface EventSubject {
  apiVersion: string
  kind: string
  name: string
  namespace?: string
  uid: string
  resourceVersion?: string
  fieldPath?: string
}

/** Says what happened to an object; never fails and never waits. */
export type RecordEvent = (about: EventSubject, type: 'Normal' | 'Warning', reason: string, message: string) => void

/** Equal events are one object with a count; this many are remembered. */
const remembered = 1024

/** An event recorder that writes as kubelet of `host`. `flush` resolves when all is written. */
export function createEventRecorder(options: {
  client: ApiClient
  host: string
  log: Logger
  now?: () => Date
}): { record: RecordEvent; flush: () => Promise<void> } {
  const { client, host, log, now = () => new Date() } = options
  const known = new Map<string, { name: string; count: number }>()
  // One after another, so that a count never overtakes its event.
  let queue = Promise.resolve()

  async function write(
    about: EventSubject, type: string, reason: string, message: string, time: string,
  ): Promise<void> {
    const namespace = about.namespace ?? 'default'
    const ref = { group: '', version: 'v1', resource: 'events', namespace }
    const key = JSON.stringify([about.uid, about.fieldPath, type, reason, message])
    const earlier = known.get(key)
    known.delete(key)
    if (earlier !== undefined) {
      const count = earlier.count + 1
      try {
        await client.patch(ref, earlier.name, { count, lastTimestamp: time }, 'merge')
        known.set(key, { name: earlier.name, count })
        return
      } catch {
        // It has expired on the server: it starts anew.
      }
    }
    // Events of one second list in their order by their names.
    const name = eventName(about.name, now().getTime())
    await client.create(ref, eventObject({ about, type, reason, message, time, name, namespace, host }))
    known.set(key, { name, count: 1 })
    if (known.size > remembered) known.delete(known.keys().next().value!)
  }

  return {
    record(about, type, reason, message) {
      const time = formatTime(now())
      queue = queue
        .then(() => write(about, type, reason, message, time))
        .catch((error: unknown) => log.debug('cannot write an event', { reason, error }))
    },
    flush: () => queue,
  }
}

interface EventFields {
  about: EventSubject
  type: string
  reason: string
  message: string
  time: string
  name: string
  namespace: string
  host: string
}

function eventObject({ about, type, reason, message, time, name, namespace, host }: EventFields): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: about,
    type,
    reason,
    // The server refuses longer ones.
    message: message.slice(0, 1024),
    source: { component: 'kubelet', host },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    eventTime: null,
    reportingComponent: 'kubelet',
    reportingInstance: host,
  }
}
