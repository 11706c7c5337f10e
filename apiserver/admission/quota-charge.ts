/** What a request uses up of the quotas of its namespace. Upstream: plugin/resourcequota, CheckRequest. */
import {
  addAmounts, exceededNames, excessAmounts, maskAmounts, nonZeroAmounts, readAmounts, type Amounts,
} from '../../apimachinery/amounts.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { QuotaEvaluator } from '../../apimachinery/quota/evaluator.ts'
import { scopesOf } from '../../apimachinery/quota/scopes.ts'

/** The write that is to be charged. */
export interface Charged {
  evaluator: QuotaEvaluator
  object: KubeObject
  old: KubeObject | undefined
  subresource: string
  now: Date
}

/** Whether the quota counts such an object at all. */
export function matchesQuota(quota: KubeObject, evaluator: QuotaEvaluator, object: KubeObject): boolean {
  const names = Object.keys(quota['status']?.hard ?? {})
  if (evaluator.matchingResources(names).length === 0) return false
  return scopesOf(quota).every((requirement) => evaluator.matchesScope(requirement, object))
}

/** Why the quota cannot even be reckoned with; undefined when it can. */
export function quotaObstacle(quota: KubeObject, { evaluator, object }: Charged): string | undefined {
  const { hard = {}, used = {} } = quota['status'] ?? {}
  const names = evaluator.matchingResources(Object.keys(hard))
  const lacking = evaluator.missing?.(names, object)
  if (lacking !== undefined) return `failed quota: ${quota.metadata.name}: ${lacking}`
  if (names.every((name) => used?.[name] !== undefined)) return undefined
  return `status unknown for quota: ${quota.metadata.name}, resources: ${[...names].sort().join(',')}`
}

/** What the write uses of this quota beyond what was used before; only what is not zero. */
export function chargeOf(quota: KubeObject, charged: Charged): Amounts {
  const { evaluator, object, old, now } = charged
  const usage = evaluator.usage(object, now)
  const counted = old !== undefined && matchesQuota(quota, evaluator, old)
  return nonZeroAmounts(counted ? excessAmounts(usage, evaluator.usage(old, now)) : usage)
}

/** What is used after the charge, or why it may not be made. A report of what is in use already is always taken. */
export function afterCharge(
  quota: KubeObject, charge: Amounts, { subresource }: Charged,
): { used: Amounts } | { refusal: string } {
  const [hard, used] = [readAmounts(quota['status']?.hard), readAmounts(quota['status']?.used)]
  const requested = maskAmounts(charge, Object.keys(hard))
  const sum = addAmounts(used, requested)
  const exceeded = subresource === 'status' ? [] : exceededNames(maskAmounts(sum, Object.keys(requested)), hard)
  if (exceeded.length === 0) return { used: sum }
  const print = (amounts: Amounts): string => printAmounts(maskAmounts(amounts, exceeded))
  const amounts = `requested: ${print(requested)}, used: ${print(used)}, limited: ${print(hard)}`
  return { refusal: `exceeded quota: ${quota.metadata.name}, ${amounts}` }
}

/** What of the object's own usage is below zero. */
export function negativeUsage({ evaluator, object, now }: Charged): string[] {
  return Object.entries(evaluator.usage(object, now))
    .filter(([, amount]) => amount.sign() < 0)
    .map(([name]) => name)
    .sort()
}

function printAmounts(amounts: Amounts): string {
  return Object.keys(amounts).sort().map((name) => `${name}=${amounts[name]}`).join(',')
}
