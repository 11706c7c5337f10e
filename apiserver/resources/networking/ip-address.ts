import { invalid, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isDNS1123Subdomain, isPathSegmentName, isValidIP } from '../../../apimachinery/names.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { invalidFor } from '../core/validation/fields.ts'
import { internal } from '../core/validation/internal-print.ts'
import type { ResourceDefinition } from '../definition.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { sameInGo } from '../schema/go-values.ts'
import { requiredSegment } from './reference.ts'

const parentType = 'k8s.io/api/networking/v1.ParentReference'

/** A name is the address itself; it cannot be generated. */
const nameIsAddress = (name: string): string[] => isValidIP(name)

/** IPAddress: whose a cluster IP is. */
export const ipAddress: ResourceDefinition = {
  ...plainRow,
  group: 'networking.k8s.io',
  kind: 'IPAddress',
  resource: 'ipaddresses',
  singular: 'ipaddress',
  shortNames: ['ip'],
  namespaced: false,
  type: 'k8s.io/api/networking/v1.IPAddress',
  storagePrefix: 'ipaddresses',
  strategy: { applyDefaults: () => {}, validate, validateUpdate, validateName: nameIsAddress },
  columns: [
    nameColumn,
    column(
      'ParentRef',
      'ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent ' +
        'object.',
      parentOf),
    // Upstream forgot the head of this column.
    { ...ageColumn, headless: true },
  ],
}

function parentOf({ spec }: KubeObject): string {
  if (!spec?.parentRef) return '<none>'
  const { group, resource = '', namespace, name = '' } = spec.parentRef
  const kind = group ? `${resource}.${group}` : resource
  return [kind.toLowerCase(), ...(namespace ? [namespace] : []), name].join('/')
}

function validate({ spec }: KubeObject): FieldError[] {
  const { group, resource, name, namespace } = spec?.parentRef ?? {}
  const path = 'spec.parentRef'
  if (!spec?.parentRef) return [required(path)]
  return [
    ...(group ? invalidFor(`${path}.group`, group, isDNS1123Subdomain(group)) : []),
    ...requiredSegment(resource, `${path}.resource`),
    ...requiredSegment(name, `${path}.name`),
    ...(namespace ? invalidFor(`${path}.namespace`, namespace, isPathSegmentName(namespace)) : []),
  ]
}

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const [parent, before] = [object['spec']?.parentRef, old['spec']?.parentRef]
  const same = Boolean(parent) === Boolean(before) && sameInGo(parentType, parent, before)
  const shown = parent ? internal('ParentReference', parent) : null
  return [
    ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsAddress }),
    ...validate(object),
    ...validateKindMetaUpdate(object, old),
    ...(same ? [] : [invalid('spec.parentRef', shown, 'field is immutable')]),
  ]
}
