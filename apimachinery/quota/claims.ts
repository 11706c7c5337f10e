import type { Amounts } from '../amounts.ts'
import type { KubeObject } from '../meta.ts'
import { parseQuantity, quantityOf, type Quantity } from '../quantity.ts'
import type { QuotaEvaluator } from './evaluator.ts'
import { holdsScopeValue, type ScopeRequirement } from './scopes.ts'

const countName = 'count/persistentvolumeclaims'
const resources = ['persistentvolumeclaims', 'requests.storage']
const classSuffix = '.storageclass.storage.k8s.io/'
const betaClass = 'volume.beta.kubernetes.io/storage-class'

/** How persistent volume claims count. Upstream: quota/v1/evaluator/core/persistent_volume_claims.go. */
export const claimQuota: QuotaEvaluator = { matchingResources, matchesScope, usage, countsUpdate }

function matchingResources(names: readonly string[]): string[] {
  return names.filter((name) => name === countName || resources.some((one) =>
    name === one || name.endsWith(`${classSuffix}${one}`)))
}

function matchesScope(requirement: ScopeRequirement, claim: KubeObject): boolean {
  if (requirement.scopeName !== 'VolumeAttributesClass') return false
  const names = attributesClasses(claim)
  return (names.length === 0 ? [''] : names).some((name) => holdsScopeValue(requirement, name))
}

/** The classes that the claim has, had and shall have. */
function attributesClasses({ spec, status }: KubeObject): string[] {
  const names = [
    spec?.volumeAttributesClassName, status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ]
  return names.filter(Boolean).sort()
}

function usage(claim: KubeObject): Amounts {
  const one = quantityOf(1)
  const storage = storageOf(claim)
  const ofClass = claim.metadata.annotations?.[betaClass] ?? claim['spec']?.storageClassName ?? ''
  const amounts: Amounts = { persistentvolumeclaims: one, ...(storage ? { 'requests.storage': storage } : {}) }
  const classed = ofClass === ''
    ? []
    : Object.entries(amounts).map(([name, amount]) => [`${ofClass}${classSuffix}${name}`, amount])
  return { ...amounts, [countName]: one, ...Object.fromEntries(classed) }
}

/** In whole bytes; while the volume grows, what it grows to. */
function storageOf({ spec, status }: KubeObject): Quantity | undefined {
  const asked = parseQuantity(spec?.resources?.requests?.storage ?? '')
  if (asked === undefined) return undefined
  const allocated = parseQuantity(status?.allocatedResources?.storage ?? '')
  const amount = allocated !== undefined && allocated.compare(asked) > 0 ? allocated : asked
  return amount.milliValue() % 1000n === 0n ? amount : quantityOf(amount.value(), amount.format)
}

function countsUpdate(subresource: string, claim: KubeObject, old: KubeObject): boolean {
  if (subresource === '') return true
  if (subresource !== 'status') return false
  const allocated = ({ status }: KubeObject): string => status?.allocatedResources?.storage ?? ''
  return allocated(claim) !== allocated(old) || attributesClasses(claim).join() !== attributesClasses(old).join()
}
