import { ApiError, forbiddenError } from '../../../apimachinery/api-error.ts'
import { formatTime, type KubeObject } from '../../../apimachinery/meta.ts'
import { labelSelectorMatcher } from '../../../apimachinery/selectors.ts'

/** More evictions than this wait for the budget's controller only when it does not run. */
const maxDisruptedPods = 2000

/** The budgets that speak of a pod. */
export function budgetsOf(pod: KubeObject, budgets: Iterable<KubeObject>): KubeObject[] {
  return [...budgets].filter(({ spec }) => matches(spec?.selector, pod))
}

/** A selector that cannot be read matches nothing. */
function matches(selector: Parameters<typeof labelSelectorMatcher>[0], { metadata }: KubeObject): boolean {
  try {
    return labelSelectorMatcher(selector)(metadata.labels)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/**
 * Whether a pod may go without a look at any budget: it disrupts nothing any more, or not yet.
 * Upstream: canIgnorePDB.
 */
export function needsNoBudget({ metadata, status }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined || ['Succeeded', 'Failed', 'Pending'].includes(status?.phase)
}

/** Whether a pod that is not ready may go under a budget without being counted. */
export function sparesUnready(pod: KubeObject, { spec, status = {} }: KubeObject): boolean {
  const conditions: { type: string; status: string }[] = pod['status']?.conditions ?? []
  if (conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) return false
  const { currentHealthy = 0, desiredHealthy = 0 } = status
  return spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow' || (currentHealthy >= desiredHealthy && desiredHealthy > 0)
}

/**
 * The budget with one disruption less and the pod noted, for its controller to know of. Throws 429 where it allows
 * none, 403 where its status makes no sense. Upstream: checkAndDecrement.
 */
export function withDisruption(budget: KubeObject, pod: string, now: Date): KubeObject {
  const { status = {}, metadata: { name = '', generation = 0 } } = budget
  const { observedGeneration = 0, disruptionsAllowed = 0, disruptedPods = {} } = status
  if (observedGeneration < generation) throw stillProcessed(name)
  const refuse = (why: string) => forbiddenError({ group: 'policy', resource: 'poddisruptionbudget' }, name, why)
  if (disruptionsAllowed < 0) throw refuse('pdb disruptions allowed is negative')
  if (Object.keys(disruptedPods).length > maxDisruptedPods) {
    throw refuse('DisruptedPods map too big - too many evictions not confirmed by PDB controller')
  }
  if (disruptionsAllowed === 0) throw violates(whyNone(name, status))
  const left = disruptionsAllowed - 1
  const next = { ...status, disruptionsAllowed: left, disruptedPods: { ...disruptedPods, [pod]: formatTime(now) } }
  return { ...budget, status: left === 0 ? withExhaustion(next, now) : next }
}

/** 429: the budget's controller has not seen what the budget says now, or the pod has changed meanwhile. */
export function stillProcessed(name: string): ApiError {
  return violates(`The disruption budget ${name} is still being processed by the server.`, 10)
}

function violates(message: string, retryAfterSeconds = 0): ApiError {
  return new ApiError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message }],
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  })
}

interface Condition { type: string; status: string; reason?: string; message?: string; lastTransitionTime?: string }
interface BudgetStatus {
  conditions?: Condition[]
  desiredHealthy?: number
  currentHealthy?: number
  observedGeneration?: number
}

function whyNone(name: string, { conditions = [], desiredHealthy = 0, currentHealthy = 0 }: BudgetStatus): string {
  const found = conditions.find(({ type }) => type === 'DisruptionAllowed')
  const said = found?.status === 'False' && found.message ? found : undefined
  const not = `The disruption budget ${name} does not allow evicting pods currently`
  if (said?.reason === 'SyncFailed') return `${not} because it failed sync: ${said.message}`
  if (currentHealthy <= desiredHealthy) {
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
  }
  return said ? `${not} (${said.reason}): ${said.message}` : not
}

function withExhaustion(status: BudgetStatus, now: Date): BudgetStatus {
  const { conditions = [], observedGeneration = 0 } = status
  const at = conditions.findIndex(({ type }) => type === 'DisruptionAllowed')
  const old = conditions[at]
  const lastTransitionTime = old?.status === 'False' ? (old.lastTransitionTime ?? formatTime(now)) : formatTime(now)
  const next = {
    type: 'DisruptionAllowed', status: 'False', observedGeneration, lastTransitionTime, reason: 'InsufficientPods',
    message: '',
  }
  return { ...status, conditions: at < 0 ? [...conditions, next] : conditions.with(at, next) }
}
