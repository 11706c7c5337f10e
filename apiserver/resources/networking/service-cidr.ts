import { invalid, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { parseCIDR } from '../../../apimachinery/ip.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isCIDR } from '../../../apimachinery/names.ts'
import { restore } from '../core/restore.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { invalidFor } from '../core/validation/fields.ts'
import { internal } from '../core/validation/internal-print.ts'
import { statusVerbs } from '../core/verbs.ts'
import type { ResourceDefinition } from '../definition.ts'
import { keepMetadata } from '../meta/keep-metadata.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'

const path = 'spec.cidrs'
const immutable = 'field is immutable'

/** ServiceCIDR: a network that cluster IPs come from. */
export const serviceCidr: ResourceDefinition = {
  ...plainRow,
  group: 'networking.k8s.io',
  kind: 'ServiceCIDR',
  resource: 'servicecidrs',
  singular: 'servicecidr',
  namespaced: false,
  type: 'k8s.io/api/networking/v1.ServiceCIDR',
  storagePrefix: 'servicecidrs',
  strategy: {
    applyDefaults: () => {},
    prepareForCreate: (object) => void delete object['status'],
    validate: ({ spec }) => validateSpec(spec),
    prepareForUpdate: (object, old) => restore(object, old, 'status'),
    validateUpdate: (object, old) => [...validateKindMetaUpdate(object, old), ...validateChange(object, old)],
  },
  status: {
    prepareForUpdate(object, old) {
      restore(object, old, 'spec')
      keepMetadata(object, old)
    },
    validateUpdate: validateKindMetaUpdate,
  },
  subresources: [{ name: 'status', kind: 'ServiceCIDR', verbs: statusVerbs }],
  columns: [
    nameColumn,
    column(
      'CIDRs',
      'CIDRs defines the IP blocks in CIDR notation (e.g. "192.168.0.0/24" or "2001:db8::/64") from which to assign ' +
        'service cluster IPs. Max of two CIDRs is allowed, one of each IP family. This field is immutable.',
      (object) => cidrsOf(object).join(',')),
    ageColumn,
  ],
}

const cidrsOf = ({ spec }: KubeObject): string[] => spec?.cidrs ?? []

function validateSpec(spec: any): FieldError[] {
  const cidrs: string[] = spec?.cidrs ?? []
  if (cidrs.length === 0) return [required(path, 'at least one CIDR required')]
  if (cidrs.length > 2) return [invalid(path, internal('ServiceCIDRSpec', spec), 'may only hold up to 2 values')]
  const [family, other] = cidrs.map((cidr) => parseCIDR(cidr)?.network.family)
  const message =
    'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'
  return [
    ...cidrs.flatMap((cidr, at) => invalidFor(`${path}[${at}]`, cidr, isCIDR(cidr))),
    ...(family !== undefined && family === other ? [invalid(path, cidrs, message)] : []),
  ]
}

/** A second family may be added; nothing else changes. */
function validateChange(object: KubeObject, old: KubeObject): FieldError[] {
  const [cidrs, before] = [cidrsOf(object), cidrsOf(old)]
  const changed = before.flatMap((cidr, at) =>
    (cidrs[at] === cidr ? [] : [invalid(`${path}[${at}]`, cidrs[at], immutable)]))
  if (cidrs.length === before.length) return changed
  if (before.length === 1 && cidrs.length === 2) return [...changed, ...validateSpec(object['spec'])]
  return [invalid(path, object['spec']?.cidrs, immutable)]
}
