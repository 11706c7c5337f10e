import { forbidden, invalid, tooLong } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { byteLength, isConfigMapKey } from '../../../apimachinery/names.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { changedWhileImmutable, dataSize, maxDataSize } from './data-map.ts'
import { ageColumn, column, nameColumn } from './table-columns.ts'
import { allVerbs } from './verbs.ts'

/** ConfigMap: text and bytes under keys, frozen once `immutable`. */
export const configMap: ResourceDefinition = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  type: 'k8s.io/api/core/v1.ConfigMap',
  storagePrefix: 'configmaps',
  strategy: { applyDefaults: () => {}, validate, validateUpdate, validateName: nameIsSubdomain },
  subresources: [],
  columns: [
    nameColumn,
    column(
      'Data',
      "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. "
        + 'Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not '
        + 'overlap with the keys in the BinaryData field, this is enforced during validation process.',
      countKeys,
    ),
    ageColumn,
  ],
  fieldSelectors: {},
}

function countKeys({ data = {}, binaryData = {} }: KubeObject): number {
  return Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length
}

/** Upstream: ValidateConfigMap; a path without a name is printed as `[]`. */
function validate(object: KubeObject): FieldError[] {
  const data: Record<string, string> = object['data'] ?? {}
  const binary: Record<string, string> = object['binaryData'] ?? {}
  const errors: FieldError[] = []
  let size = dataSize(binary)
  for (const key of Object.keys(data)) {
    size += byteLength(data[key]!)
    errors.push(...keyErrors('data', key))
    if (!Object.hasOwn(binary, key)) continue
    errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'))
  }
  for (const key of Object.keys(binary)) errors.push(...keyErrors('binaryData', key))
  if (size > maxDataSize) errors.push(tooLong('[]', maxDataSize))
  return errors
}

function keyErrors(field: string, key: string): FieldError[] {
  return isConfigMapKey(key).map((message) => invalid(`${field}[${key}]`, key, message))
}

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(object, old),
    ...(old['immutable'] === true ? frozenErrors(object, old) : []),
    ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...validate(object),
  ]
}

function frozenErrors(object: KubeObject, old: KubeObject): FieldError[] {
  return ['immutable', 'data', 'binaryData'].flatMap((field) =>
    changedWhileImmutable(field, object, old) ? [forbidden(field, 'field is immutable when `immutable` is set')] : [])
}
