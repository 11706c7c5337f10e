import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { contains, parseCIDR } from '../../../apimachinery/ip.ts'
import { isValidLegacyCIDR, isValidPortName, isValidPortNum } from '../../../apimachinery/names.ts'
import { validateLabelSelector } from '../../../apimachinery/selectors.ts'
import { invalidFor, unsupported } from '../core/validation/fields.ts'

const protocols = ['TCP', 'UDP', 'SCTP']
const policyTypes = ['Ingress', 'Egress']

/** What is wrong with a policy's spec; networks out of `existing` are not looked at. */
export function validateNetworkPolicySpec(spec: any, existing: readonly string[]): FieldError[] {
  const types: string[] = spec.policyTypes ?? []
  return [
    ...validateLabelSelector(spec.podSelector, 'spec.podSelector'),
    ...validateRules(spec.ingress, 'spec.ingress', 'from', existing),
    ...validateRules(spec.egress, 'spec.egress', 'to', existing),
    ...(types.length > policyTypes.length
      ? [invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')]
      : types.flatMap((type, at) =>
        policyTypes.includes(type) ? [] : [unsupported(`spec.policyTypes[${at}]`, type, policyTypes)])),
  ]
}

/** All peers of a policy with their paths, in order. */
export function locatedPeers(spec: any): { peer: any; path: string }[] {
  const peersOf = (rules: any[] = [], path: string, side: string): { peer: any; path: string }[] =>
    rules.flatMap((rule, at) =>
      ((rule[side] ?? []) as any[]).map((peer, place) => ({ peer, path: `${path}[${at}].${side}[${place}]` })))
  return [...peersOf(spec?.ingress, 'spec.ingress', 'from'), ...peersOf(spec?.egress, 'spec.egress', 'to')]
}

function validateRules(
  rules: any[] = [], path: string, side: 'from' | 'to', existing: readonly string[],
): FieldError[] {
  return rules.flatMap((rule, at) => [
    ...((rule.ports ?? []) as any[]).flatMap((port, place) => validatePort(port, `${path}[${at}].ports[${place}]`)),
    ...((rule[side] ?? []) as any[]).flatMap((peer, place) =>
      validatePeer(peer, existing, `${path}[${at}].${side}[${place}]`)),
  ])
}

function validatePort({ protocol, port, endPort }: any, path: string): FieldError[] {
  return [
    ...(protocol === undefined || protocols.includes(protocol)
      ? []
      : [unsupported(`${path}.protocol`, protocol, protocols)]),
    ...validatePortRange(port, endPort, path),
  ]
}

function validatePortRange(port: number | string | undefined, end: number | undefined, path: string): FieldError[] {
  const wrongEnd = (detail: string): FieldError[] =>
    (end === undefined ? [] : [invalid(`${path}.endPort`, end, detail)])
  if (port === undefined) return wrongEnd('may not be specified when `port` is not specified')
  if (typeof port === 'string') {
    return [
      ...wrongEnd('may not be specified when `port` is non-numeric'),
      ...invalidFor(`${path}.port`, port, isValidPortName(port)),
    ]
  }
  return [
    ...invalidFor(`${path}.port`, port, isValidPortNum(port)),
    // As upstream, it is the port that is printed.
    ...(end !== undefined && end < port
      ? [invalid(`${path}.endPort`, port, 'must be greater than or equal to `port`')]
      : []),
    ...(end === undefined ? [] : invalidFor(`${path}.endPort`, end, isValidPortNum(end))),
  ]
}

function validatePeer(peer: any, existing: readonly string[], path: string): FieldError[] {
  const { podSelector, namespaceSelector, ipBlock } = peer
  const count = [podSelector, namespaceSelector, ipBlock].filter(Boolean).length
  return [
    ...validateLabelSelector(podSelector, `${path}.podSelector`),
    ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`),
    ...(ipBlock ? validateIPBlock(ipBlock, existing, `${path}.ipBlock`) : []),
    ...(count === 0 ? [required(path, 'must specify a peer')] : []),
    ...(count > 1 && ipBlock ? [forbidden(path, 'may not specify both ipBlock and another peer')] : []),
  ]
}

function validateIPBlock({ cidr = '', except = [] }: any, existing: readonly string[], path: string): FieldError[] {
  if (cidr === '') return [required(`${path}.cidr`)]
  const wrong = validateNetwork(cidr, existing, `${path}.cidr`)
  const whole = parseCIDR(cidr)
  if (whole === undefined) return wrong
  return [...wrong, ...(except as string[]).flatMap((text, at) => {
    const part = parseCIDR(text)
    const inside = part && contains(whole, part.network) && whole.bits < part.bits
    return [
      ...validateNetwork(text, existing, `${path}.except[${at}]`),
      ...(part && !inside ? [invalid(`${path}.except[${at}]`, text, 'must be a strict subset of `cidr`')] : []),
    ]
  })]
}

function validateNetwork(cidr: string, existing: readonly string[], path: string): FieldError[] {
  return existing.includes(cidr) ? [] : invalidFor(path, cidr, isValidLegacyCIDR(cidr))
}
