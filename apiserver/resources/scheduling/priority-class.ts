import { forbidden, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { oneOf } from '../core/validation/fields.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition } from '../definition.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { validateImmutable } from '../meta/object-meta-update.ts'
import { plainRow } from '../meta/plain-row.ts'

const systemPrefix = 'system-'
const highestForUsers = 1_000_000_000

/** The classes that are Kubernetes' own, by name, with their values. */
export const systemPriorityClasses: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
}

/** PriorityClass: a name for how important pods are to the scheduler. */
export const priorityClass: ResourceDefinition = {
  ...plainRow,
  group: 'scheduling.k8s.io',
  kind: 'PriorityClass',
  resource: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  namespaced: false,
  type: 'k8s.io/api/scheduling/v1.PriorityClass',
  storagePrefix: 'priorityclasses',
  strategy: {
    applyDefaults(object) {
      object['preemptionPolicy'] ??= 'PreemptLowerPriority'
    },
    prepareForCreate(object) {
      object.metadata.generation = 1
    },
    validate,
    validateUpdate: (object, old) => [
      ...validateKindMetaUpdate(object, old),
      ...(valueOf(object) === valueOf(old) ? [] : [forbidden('value', 'may not be changed in an update.')]),
      ...validateImmutable(object['preemptionPolicy'], old['preemptionPolicy'], 'preemptionPolicy'),
    ],
  },
  columns: [
    nameColumn,
    column(
      'Value',
      'value represents the integer value of this priority class. This is the actual priority that pods receive when '
        + 'they have the name of this class in their pod spec.',
      valueOf, 'integer',
    ),
    column(
      'Global-Default',
      'globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that '
        + 'do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, if more '
        + 'than one PriorityClasses exists with their `globalDefault` field set to true, the smallest value of such '
        + 'global default PriorityClasses will be used as the default priority.',
      (object) => object['globalDefault'] === true, 'boolean',
    ),
    ageColumn,
    column(
      'PreemptionPolicy',
      'preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority. ' +
        'Defaults to PreemptLowerPriority if unset.',
      (object) => object['preemptionPolicy'] ?? '',
    ),
  ],
}

function valueOf(object: KubeObject): number {
  return object['value'] ?? 0
}

function validate(object: KubeObject): FieldError[] {
  return [
    ...validateValue(object),
    ...oneOf('preemptionPolicy', object['preemptionPolicy'], ['PreemptLowerPriority', 'Never']),
  ]
}

function validateValue(object: KubeObject): FieldError[] {
  const { name = '' } = object.metadata
  if (!name.startsWith(systemPrefix)) {
    const most = `maximum allowed value of a user defined priority is ${highestForUsers}`
    return valueOf(object) > highestForUsers ? [forbidden('value', most)] : []
  }
  const why = systemError(name, object)
  const reserved = `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${why}`
  return why === undefined ? [] : [forbidden('metadata.name', reserved)]
}

/** Upstream: IsKnownSystemPriorityClass. */
function systemError(name: string, object: KubeObject): string | undefined {
  const value = systemPriorityClasses[name]
  if (value === undefined) return `${name} is not a known system priority class`
  if (valueOf(object) !== value) return `value of ${name} PriorityClass must be ${value}`
  return object['globalDefault'] === true ? `globalDefault of ${name} PriorityClass must be false` : undefined
}
