import { invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { isQualifiedName } from '../../../apimachinery/names.ts'
import { parseQuantity } from '../../../apimachinery/quantity.ts'

const integerResources = new Set([
  'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims',
  'services.nodeports', 'services.loadbalancers',
])

/** Amounts by resource name: none negative, and whole numbers where a resource comes in pieces. */
export function validateResources(
  amounts: Record<string, string | number> | undefined, pathOf: (name: string) => string,
): FieldError[] {
  return Object.entries(amounts ?? {}).flatMap(([name, amount]) => validateAmount(name, amount, pathOf(name)))
}

/** One of them. Upstream: ValidateResourceQuantityValue. */
export function validateAmount(name: string, amount: string | number, path: string): FieldError[] {
  const quantity = parseQuantity(amount)
  if (quantity === undefined) return []
  const whole = quantity.milliValue() % 1000n === 0n
  return [
    ...(quantity.sign() < 0 ? [invalid(path, quantity.toString(), 'must be greater than or equal to 0')] : []),
    ...(isIntegerResource(name) && !whole ? [invalid(path, quantity.toString(), 'must be an integer')] : []),
  ]
}

/** Upstream: helper.IsIntegerResourceName. */
function isIntegerResource(name: string): boolean {
  return integerResources.has(name) || isExtendedResource(name)
}

/** Upstream: helper.IsExtendedResourceName. */
export function isExtendedResource(name: string): boolean {
  const native = !name.includes('/') || name.includes('kubernetes.io/')
  if (native || name.startsWith('requests.')) return false
  return isQualifiedName(`requests.${name}`).length === 0
}
