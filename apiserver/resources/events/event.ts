import { event as coreEvent } from '../core/event.ts'
import { validateNewEvent, validateNewEventUpdate } from '../core/event-validation.ts'
import type { ResourceDefinition } from '../definition.ts'
import { fromStoredEvent, toStoredEvent } from './stored-form.ts'

/** The paths of core's field selectors, by their names here. */
const selectors: Readonly<Record<string, string>> = {
  reason: 'reason',
  'regarding.kind': 'involvedObject.kind',
  'regarding.namespace': 'involvedObject.namespace',
  'regarding.name': 'involvedObject.name',
  'regarding.uid': 'involvedObject.uid',
  'regarding.apiVersion': 'involvedObject.apiVersion',
  'regarding.resourceVersion': 'involvedObject.resourceVersion',
  'regarding.fieldPath': 'involvedObject.fieldPath',
  reportingController: 'reportingComponent',
  type: 'type',
}

/** The same stored events as core's, in the form and under the stricter rules of events.k8s.io. */
export const event: ResourceDefinition = {
  ...coreEvent,
  group: 'events.k8s.io',
  type: 'k8s.io/api/events/v1.Event',
  strategy: {
    ...coreEvent.strategy,
    validatesMetadata: true,
    validate: validateNewEvent,
    validateUpdate: validateNewEventUpdate,
  },
  fieldSelectors: Object.fromEntries(
    Object.entries(selectors).map(([label, core]) => [label, coreEvent.fieldSelectors[core] ?? (() => '')])),
  conversion: { toStored: toStoredEvent, fromStored: fromStoredEvent },
}
