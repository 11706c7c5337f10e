import { invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { parseQuantity } from '../../../../apimachinery/quantity.ts'
import { qualifiedName, unsupported } from './fields.ts'

/** What an environment variable may show of its pod. */
export const envFieldPaths: readonly string[] = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP',
  'status.hostIPs', 'status.podIP', 'status.podIPs',
]

/** What a file of a downward API volume may show of its pod. */
export const volumeFieldPaths: readonly string[] = [
  'metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid',
]

const resourcePaths = [
  'limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage',
  'requests.memory',
]
const knownPaths = new Set([
  'metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName',
  'spec.restartPolicy', 'spec.serviceAccountName', 'spec.schedulerName', 'status.phase', 'status.hostIP',
  'status.hostIPs', 'status.podIP', 'status.podIPs',
])

/** Upstream: validateObjectFieldSelector. */
export function validateFieldRef(ref: any, allowed: readonly string[], path: string): FieldError[] {
  if (!ref.apiVersion) return [required(`${path}.apiVersion`)]
  if (!ref.fieldPath) return [required(`${path}.fieldPath`)]
  const problem = conversionProblem(ref.apiVersion, ref.fieldPath)
  if (problem !== undefined) {
    return [invalid(`${path}.fieldPath`, ref.fieldPath, `error converting fieldPath: ${problem}`)]
  }
  const fieldPath = ref.fieldPath === 'spec.host' ? 'spec.nodeName' : ref.fieldPath
  const subscripted = splitSubscript(fieldPath)
  if (subscripted) return validateSubscript(subscripted, path)
  return allowed.includes(fieldPath) ? [] : [unsupported(`${path}.fieldPath`, fieldPath, allowed)]
}

function conversionProblem(version: string, fieldPath: string): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`
  const subscripted = splitSubscript(fieldPath)
  if (subscripted) {
    const known = subscripted[0] === 'metadata.annotations' || subscripted[0] === 'metadata.labels'
    return known ? undefined : `field label does not support subscript: ${fieldPath}`
  }
  return knownPaths.has(fieldPath) || fieldPath === 'spec.host' ? undefined : `field label not supported: ${fieldPath}`
}

/** `metadata.labels['x']` as path and key. */
function splitSubscript(fieldPath: string): [path: string, key: string] | undefined {
  if (!fieldPath.endsWith("']")) return undefined
  const at = fieldPath.indexOf("['")
  return at <= 0 ? undefined : [fieldPath.slice(0, at), fieldPath.slice(at + 2, -2)]
}

function validateSubscript([of, key]: [string, string], path: string): FieldError[] {
  return qualifiedName(path, of === 'metadata.annotations' ? key.toLowerCase() : key)
}

/** Upstream: validateContainerResourceFieldSelector. In a volume the container must be named. */
export function validateResourceFieldRef(ref: any, path: string, inVolume: boolean): FieldError[] {
  const resource: string = ref.resource ?? ''
  return [
    ...validateResource(resource, ref.containerName, path, inVolume), ...validateDivisor(resource, ref.divisor, path),
  ]
}

function validateResource(
  resource: string, container: string | undefined, path: string, inVolume: boolean,
): FieldError[] {
  if (inVolume && !container) return [required(`${path}.containerName`)]
  if (resource === '') return [required(`${path}.resource`)]
  if (resourcePaths.includes(resource) || isHugePages(resource)) return []
  return [unsupported(`${path}.resource`, resource, resourcePaths)]
}

const isHugePages = (resource: string): boolean => /^(requests|limits)\.hugepages-/.test(resource)

const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

function validateDivisor(resource: string, divisor: string | undefined, path: string): FieldError[] {
  const quantity = divisor === undefined ? undefined : parseQuantity(divisor)
  if (quantity === undefined || quantity.isZero()) return []
  const [allowed, of] = divisorsOf(resource)
  if (allowed === undefined || allowed.includes(quantity.toString())) return []
  const values = allowed === byteDivisors ? byteDivisors.join(', ') : '1m and 1'
  return [invalid(`${path}.divisor`, resource, `only divisor's values ${values} are supported with the ${of} resource`)]
}

function divisorsOf(resource: string): [allowed: readonly string[] | undefined, of: string] {
  if (resource.endsWith('.cpu')) return [['1m', '1'], 'cpu']
  if (resource.endsWith('.memory')) return [byteDivisors, 'memory']
  if (resource.endsWith('.ephemeral-storage')) return [byteDivisors, 'local ephemeral storage']
  return isHugePages(resource) ? [byteDivisors, 'hugepages'] : [undefined, '']
}
