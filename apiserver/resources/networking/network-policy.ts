import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printLabelSelector } from '../../../apimachinery/selectors.ts'
import { cidrWarnings } from '../core/ip-warnings.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition } from '../definition.ts'
import { hasEmpty } from '../meta/empties.ts'
import { raiseGeneration } from '../meta/generation.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { locatedPeers, validateNetworkPolicySpec } from './network-policy-validation.ts'

/** NetworkPolicy: which pods may speak with which. */
export const networkPolicy: ResourceDefinition = {
  ...plainRow,
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  resource: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  namespaced: true,
  type: 'k8s.io/api/networking/v1.NetworkPolicy',
  storagePrefix: 'networkpolicies',
  strategy: {
    applyDefaults,
    prepareForCreate: ({ metadata }) => void (metadata.generation = 1),
    validate: ({ spec }) => validateNetworkPolicySpec(spec, []),
    warningsOnCreate: warnings,
    prepareForUpdate(object, old) {
      raiseGeneration(
        object,
        hasEmpty(object['spec']) ? { ...old, spec: undefined } : old,
        'k8s.io/api/networking/v1.NetworkPolicySpec',
      )
    },
    validateUpdate,
    warningsOnUpdate: warnings,
  },
  columns: [
    nameColumn,
    column(
      'Pod-Selector',
      'podSelector selects the pods to which this NetworkPolicy object applies. The array of rules is ' +
        "applied to any pods selected by this field. An empty selector matches all pods in the policy's " +
        'namespace. Multiple network policies can select the same set of pods. In this case, the ingress ' +
        'rules for each are combined additively. This field is optional. If it is not specified, it ' +
        'defaults to an empty selector.',
      ({ spec }) => printLabelSelector(spec?.podSelector ?? {})),
    ageColumn,
  ],
}

/** A policy that says nothing of its types is for ingress, and for egress when it has rules for it. */
function applyDefaults(object: KubeObject): void {
  object['spec'] ??= {}
  const { spec } = object
  for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
    for (const port of rule.ports ?? []) port.protocol ??= 'TCP'
  }
  if (spec.policyTypes?.length > 0) return
  spec.policyTypes = spec.egress?.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
}

/** Networks that the old policy has may be named again, though they are wrong. */
function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const existing = locatedPeers(old['spec']).flatMap(({ peer }) =>
    (peer.ipBlock ? [peer.ipBlock.cidr ?? '', ...(peer.ipBlock.except ?? [])] : []))
  return [...validateKindMetaUpdate(object, old), ...validateNetworkPolicySpec(object['spec'], existing)]
}

function warnings({ spec }: KubeObject): string[] {
  return locatedPeers(spec).flatMap(({ peer: { ipBlock }, path }) => {
    const { cidr = '', except = [] } = ipBlock ?? {}
    return [
      ...cidrWarnings(cidr, `${path}.ipBlock.cidr`),
      ...(except as string[]).flatMap((one, at) => cidrWarnings(one, `${path}.ipBlock.except[${at}]`)),
    ]
  })
}
