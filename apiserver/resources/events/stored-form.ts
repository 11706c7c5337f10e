import type { KubeObject } from '../../../apimachinery/meta.ts'

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
  return { ...renamed(object, toCore), apiVersion: 'v1', kind: 'Event' }
}

/** A stored Event in the form of events.k8s.io. */
export function fromStoredEvent(object: KubeObject): KubeObject {
  if (object.apiVersion !== 'v1') return object
  return { ...renamed(object, toEvents), apiVersion: 'events.k8s.io/v1', kind: 'Event' }
}

function renamed(object: KubeObject, to: ReadonlyMap<string, string>): KubeObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [to.get(name) ?? name, value])) as KubeObject
}
