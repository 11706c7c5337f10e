import { forbidden, invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { nonNegative, unsupported } from '../core/validation/fields.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { amountOf, validateAtMostAll, validateIntOrPercent } from './int-or-percent.ts'
import { immutableSelector } from './replica-set-validation.ts'
import {
  printedStrategy, undecremented, validateReplicaCounts, validateSelectedTemplate, validateWorkloadSelector,
} from './workload-validation.ts'

/** The revision to go back to; a field once, it lives on as an annotation. */
export const rollbackTo = 'deprecated.deployment.rollback.to'

/** Upstream: ValidateDeploymentSpec. */
export function validateDeployment({ metadata, spec }: KubeObject, old?: KubeObject): FieldError[] {
  const { minReadySeconds = 0, progressDeadlineSeconds = 0 } = spec
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateWorkloadSelector(spec.selector, 'spec.selector'),
    ...validateSelectedTemplate(spec, 'spec', old?.['spec']),
    ...validateStrategy(spec.strategy, 'spec.strategy'),
    ...nonNegative('spec.minReadySeconds', minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...nonNegative('spec.rollback.version', Number(metadata.annotations?.[rollbackTo] ?? 0)),
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
      return [unsupported(path, printedStrategy(strategy), ['Recreate', 'RollingUpdate'])]
  }
}

function validateRollingUpdate({ maxUnavailable = 0, maxSurge = 0 }: any, path: string): FieldError[] {
  const none = amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0
  return [
    ...validateIntOrPercent(`${path}.maxUnavailable`, maxUnavailable),
    ...validateIntOrPercent(`${path}.maxSurge`, maxSurge),
    ...(none ? [invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')] : []),
    ...validateAtMostAll(`${path}.maxUnavailable`, maxUnavailable),
  ]
}

/** Upstream: ValidateDeploymentUpdate. */
export function validateDeploymentUpdate(deployment: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(deployment, old),
    ...validateDeployment(deployment, old),
    ...immutableSelector(deployment, old),
  ]
}

/** Upstream: ValidateDeploymentStatusUpdate. */
export function validateDeploymentStatusUpdate(deployment: KubeObject, old: KubeObject): FieldError[] {
  const bounded = ['updatedReplicas', 'readyReplicas', 'availableReplicas']
  const counts = [
    'observedGeneration', 'replicas', ...bounded, 'unavailableReplicas', 'terminatingReplicas', 'collisionCount',
  ]
  return [
    ...validateKindMetaUpdate(deployment, old),
    ...validateReplicaCounts(deployment['status'] ?? {}, counts, bounded),
    ...undecremented(deployment, old),
  ]
}
