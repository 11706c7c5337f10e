import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { toStoredEvent } from '../events/stored-form.ts'
import { nameIsPathSegment } from '../meta/name-rules.ts'
import { eventColumns } from './event-columns.ts'
import { validateEvent } from './event-validation.ts'
import { allVerbs } from './verbs.ts'

/** Event: what happened to an object; anything a client says, within limits. */
export const event: ResourceDefinition = {
  group: '',
  version: 'v1',
  kind: 'Event',
  resource: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  type: 'k8s.io/api/core/v1.Event',
  storagePrefix: 'events',
  strategy: {
    applyDefaults: () => {},
    validate: validateEvent,
    validateUpdate: validateEvent,
    validateName: nameIsPathSegment,
    allowAnyFinalizer: true,
    allowCreateOnUpdate: true,
  },
  subresources: [],
  columns: eventColumns,
  fieldSelectors: {
    ...Object.fromEntries(
      ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((field) => [
        `involvedObject.${field}`,
        (object: KubeObject): string => toStoredEvent(object)['involvedObject']?.[field] ?? '',
      ])),
    reason: (object) => object['reason'] ?? '',
    reportingComponent: (object) => toStoredEvent(object)['reportingComponent'] ?? '',
    source: (object) => toStoredEvent(object)['source']?.component || (toStoredEvent(object)['reportingComponent'] ?? ''),
    type: (object) => object['type'] ?? '',
  },
}
