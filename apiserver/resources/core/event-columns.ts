import { ageOf } from '../../../apimachinery/duration.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { Column } from '../definition.ts'
import { toStoredEvent } from '../events/stored-form.ts'
import { column, nameColumn, wideColumn } from './table-columns.ts'

/** The columns of `kubectl get events`. */
export const eventColumns: readonly Column[] = [
  column('Last Seen', 'The time at which the most recent occurrence of this event was recorded.', lastSeen),
  column('Type', 'Type of this event (Normal, Warning), new types could be added in the future', (object) =>
    object['type'] ?? ''),
  column(
    'Reason',
    'This should be a short, machine understandable string that gives the reason for the transition into the '
      + "object's current status.",
    (object) => object['reason'] ?? ''),
  column('Object', 'The object that this event is about.', objectOf),
  wideColumn(
    'Subobject',
    'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go '
      + 'field access statement, such as desiredState.manifest.containers[2]. For example, if the object reference '
      + 'is to a container within a pod, this would take on a value like: "spec.containers{name}" (where "name" '
      + 'refers to the name of the container that triggered the event) or if no container name is specified '
      + '"spec.containers[2]" (container with index 2 in this pod). This syntax is chosen only to have some '
      + 'well-defined way of referencing a part of an object.',
    (object) => toStoredEvent(object)['involvedObject']?.fieldPath ?? ''),
  wideColumn(
    'Source', 'The component reporting this event. Should be a short machine understandable string.', sourceOf),
  column('Message', 'A human-readable description of the status of this operation.', (object) =>
    (toStoredEvent(object)['message'] ?? '').trim()),
  wideColumn(
    'First Seen', 'The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)',
    firstSeen),
  wideColumn('Count', 'The number of times this event has occurred.', countOf),
  { ...nameColumn, priority: 1 },
]

function firstSeen(object: KubeObject, now: Date): string {
  const stored = toStoredEvent(object)
  return ageOf(stored['firstTimestamp'] ?? stored['eventTime'], now)
}

function lastSeen(object: KubeObject, now: Date): string {
  const stored = toStoredEvent(object)
  if (stored['series']) return ageOf(stored['series'].lastObservedTime, now)
  return stored['lastTimestamp'] ? ageOf(stored['lastTimestamp'], now) : firstSeen(object, now)
}

function countOf(object: KubeObject): number {
  const { series, count } = toStoredEvent(object)
  return series ? (series.count ?? 0) : count || 1
}

function objectOf(object: KubeObject): string {
  const { kind = '', name = '' } = toStoredEvent(object)['involvedObject'] ?? {}
  return name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`
}

function sourceOf(object: KubeObject): string {
  const { source = {}, reportingComponent = '', reportingInstance = '' } = toStoredEvent(object)
  const component = source?.component || reportingComponent
  const host = source?.host || reportingInstance
  return host === '' ? component : `${component}, ${host}`
}
