import { duplicate, forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isQualifiedName } from '../../../../apimachinery/names.ts'
import { parseQuantity, type Quantity } from '../../../../apimachinery/quantity.ts'
import { isExtendedResource, validateAmount as amountRule } from '../resource-quantities.ts'
import { dns1123Label, invalidFor } from './fields.ts'

type NameRule = (name: string, path: string) => FieldError[]

const containerResources = new Set(['cpu', 'memory', 'ephemeral-storage'])
const standardResources = new Set([
  ...containerResources, 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory',
  'limits.ephemeral-storage', 'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps',
  'persistentvolumeclaims', 'storage', 'requests.storage', 'services.nodeports', 'services.loadbalancers',
])

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')

/** Only what is native and no huge page may be requested below its limit. */
export const allowsOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name)

/** Upstream: validateResourceName. */
export function resourceName(name: string, path: string): FieldError[] {
  const wrong = invalidFor(path, name, isQualifiedName(name))
  if (wrong.length > 0) return wrong
  const known = name.includes('/') || standardResources.has(name) || isHugePages(name) || name.startsWith(
    'requests.hugepages-',
  )
  return known ? [] : [invalid(path, name, 'must be a standard resource type or fully qualified')]
}

/** Upstream: validateContainerResourceName. */
export function containerResourceName(name: string, path: string): FieldError[] {
  const wrong = resourceName(name, path)
  if (!name.includes('/')) {
    const standard = containerResources.has(name) || isHugePages(name)
    return standard ? wrong : [...wrong, invalid(path, name, 'must be a standard resource for containers')]
  }
  if (isNative(name) || isExtendedResource(name)) return wrong
  return [...wrong, invalid(path, name, "doesn't follow extended resource name standard")]
}

function podResourceName(name: string, path: string): FieldError[] {
  const wrong = resourceName(name, path)
  if (wrong.length > 0 || name === 'cpu' || name === 'memory' || isHugePages(name)) return wrong
  const supported = ['cpu', 'hugepages-', 'memory'].map((one) => JSON.stringify(one)).join(', ')
  const message = `Unsupported value: ${JSON.stringify(name)}: supported values: ${supported}`
  return [{ type: 'FieldValueNotSupported', path, message }]
}

/**
 * The resources of a container, and (as limits) the overhead of a pod.
 * Upstream: ValidateContainerResourceRequirements.
 */
export function validateContainerResources(resources: any, claimNames: readonly string[], path: string): FieldError[] {
  return validateRequirements(resources ?? {}, containerResourceName, claimNames, path)
}

/** Resources of the pod as a whole; upstream: validatePodResourceRequirements. */
export function validatePodLevelResources(resources: any, claimNames: readonly string[], path: string): FieldError[] {
  return validateRequirements(resources, podResourceName, claimNames, path)
}

function validateRequirements(
  { limits = {}, requests = {}, claims = [] }: any, nameRule: NameRule, claimNames: readonly string[], path: string,
): FieldError[] {
  const names = [...Object.keys(limits), ...Object.keys(requests)]
  const lonely = names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory')
  return [
    ...Object.keys(limits).flatMap((name) => validateAmount(name, limits[name], nameRule, `${path}.limits[${name}]`)),
    ...Object.keys(requests).flatMap((name) => validateRequest(name, requests, limits, nameRule, path)),
    ...(lonely ? [forbidden(path, 'HugePages require cpu or memory')] : []),
    ...validateClaims(claims, claimNames, `${path}.claims`),
  ]
}

function validateAmount(name: string, text: string, nameRule: NameRule, path: string): FieldError[] {
  return [...nameRule(name, path), ...amountRule(name, text, path), ...hugePagesRule(name, text, path)]
}

function validateRequest(name: string, requests: any, limits: any, nameRule: NameRule, path: string): FieldError[] {
  const at = `${path}.requests[${name}]`
  return [
    ...nameRule(name, at),
    ...amountRule(name, requests[name], at),
    ...withinLimit(name, requests[name], limits[name], path),
    ...hugePagesRule(name, requests[name], at),
  ]
}

function withinLimit(name: string, request: string, limit: string | undefined, path: string): FieldError[] {
  if (limit === undefined) {
    if (allowsOvercommit(name)) return []
    return [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')]
  }
  const [asked, most] = [quantity(request), quantity(limit)]
  const order = asked.compare(most)
  const rule = order !== 0 && !allowsOvercommit(name) ? 'equal to' : order > 0 ? 'less than or equal to' : undefined
  return rule === undefined
    ? []
    : [invalid(`${path}.requests`, String(asked), `must be ${rule} ${name} limit of ${most}`)]
}

function hugePagesRule(name: string, text: string, path: string): FieldError[] {
  if (!isHugePages(name)) return []
  const size = parseQuantity(name.slice('hugepages-'.length))?.value() ?? 0n
  const amount = quantity(text)
  if (size > 0n && amount.value() % size === 0n && amount.value() >= 0n) return []
  return [invalid(path, String(amount), `${amount} is not positive integer multiple of ${name}`)]
}

function validateClaims(claims: any[], podClaims: readonly string[], path: string): FieldError[] {
  const seen = new Set<string>()
  return claims.flatMap(({ name = '', request = '' }, index) => {
    const at = `${path}[${index}]`
    if (name === '') return [required(at)]
    return [
      ...validateClaim(name, request, seen, at),
      ...(podClaims.includes(name) ? [] : [unknownClaim(name, podClaims, at)]),
    ]
  })
}

/** A claim may be named once as a whole, or once for each of its requests. */
function validateClaim(name: string, request: string, seen: Set<string>, path: string): FieldError[] {
  if (seen.has(name)) return [duplicate(path, name)]
  const wrong = request === '' ? [] : dns1123Label(`${path}.request`, request)
  const key = request === '' ? name : `${name}/${request}`
  if (seen.has(key)) wrong.push(duplicate(path, key))
  else if (request === '') {
    for (const other of seen) if (other.startsWith(`${name}/`)) wrong.push(duplicate(path, name))
  }
  seen.add(key)
  return wrong
}

function unknownClaim(name: string, podClaims: readonly string[], path: string): FieldError {
  const names = podClaims.length === 0 ? ' which is empty' : `: ${[...new Set(podClaims)].sort().join(', ')}`
  const message = `Not found: ${JSON.stringify(name)}: must be one of the names in pod.spec.resourceClaims${names}`
  return { type: 'FieldValueNotFound', path, message }
}

/** After decoding every quantity parses; what does not counts as nothing. */
function quantity(text: string): Quantity {
  const parsed = parseQuantity(text) ?? parseQuantity('0')
  if (parsed === undefined) throw new RangeError('cannot parse the quantity 0')
  return parsed
}
