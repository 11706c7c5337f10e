import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { toStoredEvent } from '../events/stored-form.ts'
import { nameIsPathSegment } from '../meta/name-rules.ts'
import { validateObjectMeta } from '../meta/object-meta.ts'
import { eventColumns } from './event-columns.ts'
import { validateEvent } from './event-validation.ts'
import { allVerbs } from './verbs.ts'

/** Core's API looks at an Event's metadata only when nothing else is wrong with it. */
function validateCreated(object: KubeObject): FieldError[] {
  const errors = validateEvent(object)
  return errors.length > 0
    ? errors
    : validateObjectMeta(object.metadata, { namespaced: true, validateName: nameIsPathSegment })
}

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
    validatesMetadata: true,
    validate: validateCreated,
    validateUpdate: validateEvent,
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
    source: (object) =>
      toStoredEvent(object)['source']?.component || (toStoredEvent(object)['reportingComponent'] ?? ''),
    type: (object) => object['type'] ?? '',
  },
}
