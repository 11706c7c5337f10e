import { duplicate, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { validateLabels } from '../../../apimachinery/selectors.ts'
import { nodeLabelWarnings } from '../core/node-labels.ts'
import { roundResources } from '../core/round-resources.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { dns1123Label } from '../core/validation/fields.ts'
import { internal } from '../core/validation/internal-print.ts'
import { validateContainerResources } from '../core/validation/resources.ts'
import { validateTolerations } from '../core/validation/scheduling.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { immutableText, validateObjectMetaUpdate } from '../meta/object-meta-update.ts'
import { validateObjectMeta } from '../meta/object-meta.ts'
import { plainRow } from '../meta/plain-row.ts'

/** RuntimeClass: a way in which nodes run containers. */
export const runtimeClass: ResourceDefinition = {
  ...plainRow,
  group: 'node.k8s.io',
  kind: 'RuntimeClass',
  resource: 'runtimeclasses',
  singular: 'runtimeclass',
  namespaced: false,
  type: 'k8s.io/api/node/v1.RuntimeClass',
  storagePrefix: 'runtimeclasses',
  strategy: {
    applyDefaults: ({ overhead }) => roundResources(overhead?.podFixed),
    validate,
    warningsOnCreate: labelWarnings,
    validateUpdate: (object, old) => [
      ...validateObjectMeta(object.metadata, { namespaced: false, validateName: nameIsSubdomain }),
      ...validate(object),
      ...validateObjectMetaUpdate(object.metadata, old.metadata),
      ...immutableText(object['handler'], old['handler'], 'handler'),
    ],
    warningsOnUpdate: labelWarnings,
    allowAnyFinalizer: true,
    allowCreateOnUpdate: true,
    allowUnconditionalUpdate: false,
  },
  columns: [nameColumn, column('Handler', '', (object) => object['handler'] ?? ''), ageColumn],
}

function validate({ handler = '', overhead, scheduling }: KubeObject): FieldError[] {
  return [
    ...(handler === '' ? [required('handler')] : dns1123Label('handler', handler)),
    ...(overhead ? validateContainerResources({ limits: overhead.podFixed }, [], 'overhead') : []),
    ...(scheduling ? validateScheduling(scheduling) : []),
  ]
}

function validateScheduling({ nodeSelector, tolerations = [] }: any): FieldError[] {
  const path = 'scheduling.tolerations'
  const seen = new Set<string>()
  return [
    ...validateLabels(nodeSelector, 'scheduling.nodeSelector'),
    ...validateTolerations(tolerations, path),
    ...(tolerations as any[]).flatMap((toleration, at) => {
      const { key = '', operator = '', value = '', effect = '' } = toleration
      const identity = JSON.stringify([key, operator, value, effect])
      if (seen.has(identity)) return [duplicate(`${path}[${at}]`, internal('Toleration', toleration))]
      seen.add(identity)
      return []
    }),
  ]
}

function labelWarnings({ scheduling }: KubeObject): string[] {
  const labels = Object.keys(scheduling?.nodeSelector ?? {})
  return nodeLabelWarnings(labels, (message) => `scheduling.nodeSelector: ${message}`)
}
