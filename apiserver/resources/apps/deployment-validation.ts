import { forbidden, invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import { isValidPercent } from '../../../apimachinery/names.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { invalidFor, nonNegative, unsupported } from '../core/validation/fields.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { immutableSelector } from './replica-set-validation.ts'
import { validateReplicaCounts, validateSelectedTemplate, validateWorkloadSelector } from './workload-validation.ts'

/** Upstream: ValidateDeploymentSpec. */
export function validateDeployment({ spec }: KubeObject): FieldError[] {
  const { minReadySeconds = 0, progressDeadlineSeconds = 0 } = spec
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateWorkloadSelector(spec.selector, 'spec.selector'),
    ...validateSelectedTemplate(spec, 'spec'),
    ...validateStrategy(spec.strategy, 'spec.strategy'),
    ...nonNegative('spec.minReadySeconds', minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...nonNegative('spec.progressDeadlineSeconds', progressDeadlineSeconds),
    ...(progressDeadlineSeconds <= minReadySeconds
      ? [invalid('spec.progressDeadlineSeconds', progressDeadlineSeconds, 'must be greater than minReadySeconds')]
      : []),
  ]
}

/** Upstream: ValidateDeploymentStrategy. */
function validateStrategy(strategy: any, path: string): FieldError[] {
  switch (strategy.type) {
    case 'Recreate': {
      const message = "may not be specified when strategy `type` is 'Recreate'"
      return strategy.rollingUpdate ? [forbidden(`${path}.rollingUpdate`, message)] : []
    }
    case 'RollingUpdate':
      return validateRollingUpdate(strategy.rollingUpdate, `${path}.rollingUpdate`)
    default:
      return [unsupported(path, printed(strategy), ['Recreate', 'RollingUpdate'])]
  }
}

/** Upstream prints the internal struct, whose fields have Go's names. */
function printed({ type, rollingUpdate }: any): unknown {
  if (!rollingUpdate) return { Type: type, RollingUpdate: null }
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate
  return { Type: type, RollingUpdate: { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge } }
}

function validateRollingUpdate({ maxUnavailable = 0, maxSurge = 0 }: any, path: string): FieldError[] {
  const none = amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0
  const most = typeof maxUnavailable === 'string' && isValidPercent(maxUnavailable).length === 0 && amountOf(maxUnavailable) > 100
  return [
    ...intOrPercent(`${path}.maxUnavailable`, maxUnavailable),
    ...intOrPercent(`${path}.maxSurge`, maxSurge),
    ...(none ? [invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')] : []),
    ...(most ? [invalid(`${path}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%')] : []),
  ]
}

function intOrPercent(path: string, value: number | string): FieldError[] {
  return typeof value === 'string' ? invalidFor(path, value, isValidPercent(value)) : nonNegative(path, value)
}

/** The number in an integer or a percentage; 0 for text that is neither. */
function amountOf(value: number | string): number {
  if (typeof value === 'number') return value
  const number = Number(isValidPercent(value).length === 0 ? value.slice(0, -1) : value)
  return Number.isInteger(number) ? number : 0
}

/** Upstream: ValidateDeploymentUpdate. */
export function validateDeploymentUpdate(deployment: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(deployment, old),
    ...validateDeployment(deployment),
    ...immutableSelector(deployment, old),
  ]
}

/** Upstream: ValidateDeploymentStatusUpdate. */
export function validateDeploymentStatusUpdate(deployment: KubeObject, old: KubeObject): FieldError[] {
  const bounded = ['updatedReplicas', 'readyReplicas', 'availableReplicas']
  const counts = ['observedGeneration', 'replicas', ...bounded, 'unavailableReplicas', 'terminatingReplicas', 'collisionCount']
  const [now, before] = [deployment['status']?.collisionCount, old['status']?.collisionCount]
  return [
    ...validateKindMetaUpdate(deployment, old),
    ...validateReplicaCounts(deployment['status'] ?? {}, counts, bounded),
    ...(before !== undefined && (now === undefined || now < before)
      ? [invalid('status.collisionCount', now ?? 0, 'cannot be decremented')]
      : []),
  ]
}
