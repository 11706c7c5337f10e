import { forbidden } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { immutableText } from '../meta/object-meta-update.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { changedWhileImmutable } from './data-map.ts'
import { secretWarnings } from './secret-tls.ts'
import { validateSecret } from './secret-validation.ts'
import { ageColumn, column, nameColumn } from './table-columns.ts'
import { allVerbs } from './verbs.ts'

/** Secret: bytes under keys, with rules by `type`. `stringData` is only written, never stored. */
export const secret: ResourceDefinition = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  resource: 'secrets',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  type: 'k8s.io/api/core/v1.Secret',
  storagePrefix: 'secrets',
  strategy: {
    applyDefaults,
    validate: validateSecret,
    warningsOnCreate: secretWarnings,
    validateUpdate,
    warningsOnUpdate: secretWarnings,
    validateName: nameIsSubdomain,
  },
  subresources: [],
  columns: [
    nameColumn,
    column(
      'Type',
      'Used to facilitate programmatic handling of secret data. More info: ' +
        'https://kubernetes.io/docs/concepts/configuration/secret/#secret-types',
      (object) => object['type'] ?? '',
    ),
    column(
      'Data',
      "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The "
        + 'serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly '
        + 'non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4',
      (object) => Object.keys(object['data'] ?? {}).length,
    ),
    ageColumn,
  ],
  fieldSelectors: { type: (object) => object['type'] ?? '' },
}

function applyDefaults(object: KubeObject): void {
  object['type'] ||= 'Opaque'
  const text = Object.entries<string>(object['stringData'] ?? {})
  delete object['stringData']
  if (!object['data'] && text.length === 0) return
  const data = Object.entries<string | null>(object['data'] ?? {}).map(([key, value]) => [key, value ?? ''])
  const encoded = text.map(([key, value]) => [key, Buffer.from(value).toString('base64')])
  object['data'] = Object.fromEntries([...data, ...encoded])
}

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(object, old),
    ...immutableText(object['type'], old['type'], 'type'),
    ...(old['immutable'] === true ? frozenErrors(object, old) : []),
    ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...validateSecret(object),
  ]
}

function frozenErrors(object: KubeObject, old: KubeObject): FieldError[] {
  return ['immutable', 'data'].flatMap((field) =>
    changedWhileImmutable(field, object, old) ? [forbidden(field, 'field is immutable when `immutable` is set')] : [])
}
