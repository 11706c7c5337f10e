import { ApiError } from '../../apimachinery/api-error.ts'
import { writeAmounts, type Amounts } from '../../apimachinery/amounts.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { quotaEvaluator } from '../../apimachinery/quota/evaluators.ts'
import { forbid } from './forbid.ts'
import type { AdmissionPlugin, AdmissionSources, Attributes } from './plugin.ts'
import { afterCharge, chargeOf, matchesQuota, negativeUsage, quotaObstacle, type Charged } from './quota-charge.ts'

const kind = '/v1/resourcequotas'

type Sources = Pick<AdmissionSources, 'listObjects' | 'updateStatus' | 'now'>

/**
 * What a write uses up is taken from the quotas of its namespace, or the write is refused. Last of all, as what is
 * refused after it would stay charged. Upstream: plugin/resourcequota.
 */
export function resourceQuota({ listObjects, updateStatus, now }: Sources): AdmissionPlugin {
  return {
    name: 'ResourceQuota',
    async validate(attributes) {
      if (attributes.namespace === '' || attributes.object === undefined) return
      const quotas = (await listObjects?.(kind, attributes.namespace)) ?? []
      // Mostly there are none, and nothing has to be reckoned.
      const charged = quotas.length === 0 ? undefined : toCharge(attributes, now())
      if (charged === undefined) return
      const bills = billsOf(attributes, charged, quotas)
      for (const { quota, charge } of bills) use(attributes, quota, charge, charged)
      if (attributes.dryRun) return
      for (const { quota, charge } of bills) {
        await ifThere(updateStatus?.(kind, attributes.namespace, quota.metadata.name ?? '', (current) => ({
          ...current,
          status: { ...current['status'], used: writeAmounts(use(attributes, current, charge, charged)) },
        })))
      }
    },
  }
}

function toCharge(
  { definition, operation, namespace, subresource, object, old }: Attributes, now: Date,
): Charged | undefined {
  const evaluator = quotaEvaluator(definition)
  if (namespace === '' || object === undefined || evaluator === undefined) return undefined
  const counts = operation === 'CREATE'
    ? subresource === ''
    : operation === 'UPDATE' && old !== undefined && evaluator.countsUpdate?.(subresource, object, old) === true
  return counts ? { evaluator, object, old, subresource, now } : undefined
}

interface Bill { quota: KubeObject; charge: Amounts }

function billsOf(attributes: Attributes, charged: Charged, quotas: readonly KubeObject[]): Bill[] {
  const concerned = quotas.filter((quota) => matchesQuota(quota, charged.evaluator, charged.object))
  for (const quota of concerned) {
    const obstacle = quotaObstacle(quota, charged)
    if (obstacle !== undefined) throw forbid(attributes, obstacle)
  }
  const negative = negativeUsage(charged)
  if (negative.length > 0) throw forbid(attributes, `quota usage is negative for resource(s): ${negative.join(',')}`)
  const bills = concerned.map((quota) => ({ quota, charge: chargeOf(quota, charged) }))
  return bills.filter(
    ({ quota, charge }) => Object.keys(charge).some((name) => quota['status'].hard[name] !== undefined),
  )
}

/** What is used of the quota with this charge. Throws when it is too much. */
function use(attributes: Attributes, quota: KubeObject, charge: Amounts, charged: Charged): Amounts {
  const after = afterCharge(quota, charge, charged)
  if ('refusal' in after) throw forbid(attributes, after.refusal)
  return after.used
}

/** A quota that went away in the meantime limits nothing. */
async function ifThere(update: Promise<void> | undefined): Promise<void> {
  try {
    await update
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 404) throw error
  }
}
