import { duplicate, forbidden, invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { parseCIDR } from '../../../apimachinery/ip.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isValidLegacyCIDR } from '../../../apimachinery/names.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { validateAvoidPods } from './node-avoid-pods.ts'
import { validateConfigSource, validateConfigStatus } from './node-config-validation.ts'
import { validateAnnotatedTaints, validateTaints } from './node-taints.ts'
import { validateResources } from './resource-quantities.ts'

/** What is wrong with a Node, its metadata aside. Some paths are upstream's slips, kept. */
export function validateNode(object: KubeObject): FieldError[] {
  const swap = object['status']?.nodeInfo?.swap?.capacity
  return [
    ...validateAnnotatedTaints(object.metadata.annotations),
    ...validateAvoidPods(object.metadata.annotations),
    ...validateTaints(object['spec']?.taints ?? [], 'metadata.taints'),
    ...validateNodeResources(object),
    ...(typeof swap === 'number' && swap <= 0
      ? [invalid('metadata.nodeSwapStatus.capacity', swap, 'must be greater than zero')]
      : []),
    ...validateDeclaredFeatures(object['status']?.declaredFeatures ?? []),
    ...validatePodCidrs(object['spec']?.podCIDRs ?? []),
  ]
}

/** What an update of a Node or of its status may not do, metadata included. */
export function validateNodeUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [object['spec'] ?? {}, old['spec'] ?? {}]
  return [
    ...validateKindMetaUpdate(object, old),
    ...validateAnnotatedTaints(object.metadata.annotations),
    ...validateAvoidPods(object.metadata.annotations),
    ...validateNodeResources(object),
    ...validateDeclaredFeatures(object['status']?.declaredFeatures ?? []),
    ...validateAddresses(object['status']?.addresses ?? []),
    ...validatePodCidrUpdate(spec.podCIDRs ?? [], before.podCIDRs ?? []),
    ...(before.providerID && before.providerID !== spec.providerID
      ? [forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid')]
      : []),
    ...(spec.configSource ? validateConfigSource(spec.configSource, 'spec.configSource') : []),
    ...validateConfigStatus(object['status']?.config, 'status.config'),
    ...validateTaints(spec.taints ?? [], 'metadata.taints'),
    ...((spec.externalID ?? '') === (before.externalID ?? '')
      ? []
      : [forbidden('spec.externalID', 'may not be updated')]),
  ]
}

function validateNodeResources(object: KubeObject): FieldError[] {
  return ['capacity', 'allocatable'].flatMap((field) =>
    validateResources(object['status']?.[field], (name) => `status.${field}.${name}`))
}

function validateDeclaredFeatures(features: readonly string[]): FieldError[] {
  const shape = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/
  const path = (at: number): string => `status.declaredFeatures[${at}]`
  const rule = "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., "
    + 'MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes'
  return features.flatMap((feature, at) => {
    const errors: FieldError[] = []
    const name = `invalid feature name ${JSON.stringify(feature)}`
    if (feature.length > 253) errors.push(invalid(path(at), feature, `${name}: must be no more than 253 characters`))
    else if (!shape.test(feature)) errors.push(invalid(path(at), feature, `${name}: ${rule}`))
    const next = features[at + 1]
    if (next === feature) errors.push(duplicate(path(at + 1), next))
    else if (next !== undefined && feature > next) {
      errors.push(invalid(path(at + 1), next, 'list must be sorted alphabetically'))
    }
    return errors
  })
}

function validatePodCidrs(cidrs: readonly string[]): FieldError[] {
  const path = 'spec.podCIDRs'
  const errors = cidrs.flatMap((cidr, at) =>
    isValidLegacyCIDR(cidr).map((message) => invalid(`${path}[${at}]`, cidr, message)))
  if (cidrs.length < 2) return errors
  const parsed = cidrs.map(parseCIDR)
  const bad = cidrs.find((_, at) => parsed[at] === undefined)
  if (bad !== undefined) {
    const message = `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${cidrs.indexOf(bad)}]: `
      + `<nil> (invalid CIDR address: ${bad})`
    errors.push({ type: 'InternalError', path, message: `Internal error: ${message}` })
  }
  const families = new Set(parsed.map((cidr) => cidr?.network.family))
  if (bad !== undefined || families.size < 2 || cidrs.length > 2) {
    errors.push(invalid(path, cidrs, 'may specify no more than one CIDR for each IP family'))
  }
  return errors
}

function validatePodCidrUpdate(cidrs: readonly string[], old: readonly string[]): FieldError[] {
  const error = forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid')
  if (old.length === 0) return []
  if (old.length !== cidrs.length) return [error]
  return old.flatMap((cidr, at) => (cidr === cidrs[at] ? [] : [error]))
}

function validateAddresses(addresses: readonly { type?: string; address?: string }[]): FieldError[] {
  const seen = new Set<string>()
  return addresses.flatMap(({ type = '', address = '' }, at) => {
    const pair = JSON.stringify([type, address])
    const errors = seen.has(pair) ? [duplicate(`status.addresses[${at}]`, { Type: type, Address: address })] : []
    seen.add(pair)
    return errors
  })
}
