import { semanticEqual } from '../../../apimachinery/equality.ts'
import { invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isDNS1123Subdomain } from '../../../apimachinery/names.ts'
import { parseQuantity } from '../../../apimachinery/quantity.ts'
import { validateLabelSelector } from '../../../apimachinery/selectors.ts'
import { nodeLabelWarnings } from '../core/node-labels.ts'
import { createdColumn, nameColumn } from '../core/table-columns.ts'
import { invalidFor, nonNegativeMessage } from '../core/validation/fields.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { marshalled, sameInGo } from '../schema/go-values.ts'

const selectorType = 'k8s.io/apimachinery/pkg/apis/meta/v1.LabelSelector'

/** CSIStorageCapacity: how much room a driver has for a class, where. */
export const csiStorageCapacity: ResourceDefinition = {
  ...plainRow,
  group: 'storage.k8s.io',
  kind: 'CSIStorageCapacity',
  resource: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  namespaced: true,
  type: 'k8s.io/api/storage/v1.CSIStorageCapacity',
  storagePrefix: 'csistoragecapacities',
  strategy: {
    applyDefaults: () => {},
    validate,
    warningsOnCreate: topologyWarnings,
    validateUpdate,
    warningsOnUpdate: topologyWarnings,
    allowUnconditionalUpdate: false,
  },
  columns: [nameColumn, createdColumn],
}

function validate({ nodeTopology, storageClassName = '', capacity }: KubeObject): FieldError[] {
  const amount = capacity === undefined ? undefined : parseQuantity(capacity)
  return [
    ...validateLabelSelector(nodeTopology, 'nodeTopology'),
    ...invalidFor('storageClassName', storageClassName, isDNS1123Subdomain(storageClassName)),
    ...(amount && amount.sign() < 0 ? [invalid('capacity', String(amount), nonNegativeMessage)] : []),
  ]
}

/** What the driver was asked stays as it is. Upstream: ValidateCSIStorageCapacityUpdate. */
function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const [topology, before] = [object['nodeTopology'], old['nodeTopology']]
  const sameTopology = topology && before
    ? sameInGo(selectorType, topology, before)
    : semanticEqual(topology, before)
  const [name, oldName] = [object['storageClassName'] ?? '', old['storageClassName'] ?? '']
  return [
    ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...validate(object),
    ...validateKindMetaUpdate(object, old),
    ...(sameTopology ? [] : [invalid('nodeTopology', marshalled(selectorType, topology), 'field is immutable')]),
    ...(name === oldName ? [] : [invalid('storageClassName', name, 'field is immutable')]),
  ]
}

function topologyWarnings({ nodeTopology }: KubeObject): string[] {
  const expressions: { key?: string }[] = nodeTopology?.matchExpressions ?? []
  return [
    ...nodeLabelWarnings(expressions.map(({ key = '' }) => key), (message, key, at) =>
      `nodeTopology.matchExpressions[${at}].key: ${key} is ${message}`),
    ...nodeLabelWarnings(Object.keys(nodeTopology?.matchLabels ?? {}), (message, key) =>
      `nodeTopology.matchLabels.${key}: ${message}`),
  ]
}
