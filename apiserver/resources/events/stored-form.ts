import type { KubeObject } from '../../../apimachinery/meta.ts'
import { toWire } from '../schema/encode.ts'
import { builtinSchema } from '../schema/load.ts'

/** The fields that have another name in events.k8s.io than in core, whose form is stored. */
const names: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
]
const toCore = new Map(names.map(([core, events]) => [events, core]))
const toEvents = new Map(names)

/** An Event in the form of core; one that has it already is returned as it is. */
export function toStoredEvent(object: KubeObject): KubeObject {
  if (object.apiVersion === 'v1') return object
  const event = renamed(object, toCore)
  const { reportingComponent = '', reportingInstance = '' } =
    event as { reportingComponent?: string; reportingInstance?: string }
  // Core says these two when they are empty, too.
  return { ...event, reportingComponent, reportingInstance, apiVersion: 'v1', kind: 'Event' }
}

/** A stored Event in the form of events.k8s.io, as Go would marshal it. */
export function fromStoredEvent(object: KubeObject): KubeObject {
  if (object.apiVersion !== 'v1') return object
  const event = { ...renamed(object, toEvents), apiVersion: 'events.k8s.io/v1', kind: 'Event' }
  return toWire(builtinSchema().struct('events/v1.Event'), event)
}

function renamed(object: KubeObject, to: ReadonlyMap<string, string>): KubeObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [to.get(name) ?? name, value])) as KubeObject
}
