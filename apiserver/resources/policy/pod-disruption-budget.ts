import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { validateLabelSelector } from '../../../apimachinery/selectors.ts'
import { validateAtMostAll, validateIntOrPercent } from '../apps/int-or-percent.ts'
import { statusStrategy, workload, workloadStrategy } from '../apps/workload.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { nonNegative, unsupported } from '../core/validation/fields.ts'
import { internal } from '../core/validation/internal-print.ts'
import { validateMetaConditions } from '../meta/conditions.ts'
import { nameIsPathSegment } from '../meta/name-rules.ts'

const policies = ['AlwaysAllow', 'IfHealthyBudget']
const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods']

/** Upstream: ValidatePodDisruptionBudgetSpec. */
function validate({ spec = {} }: KubeObject): FieldError[] {
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec
  const both = minAvailable !== undefined && maxUnavailable !== undefined
  return [
    ...(both
      ? [invalid(
        'spec', internal('PodDisruptionBudgetSpec', spec), 'minAvailable and maxUnavailable cannot be both set',
      )]
      : []),
    ...validateAmount('spec.minAvailable', minAvailable),
    ...validateAmount('spec.maxUnavailable', maxUnavailable),
    ...validateLabelSelector(spec.selector, 'spec.selector'),
    ...(policy === undefined || policies.includes(policy)
      ? []
      : [unsupported('spec.unhealthyPodEvictionPolicy', policy, policies)]),
  ]
}

function validateAmount(path: string, amount: number | string | undefined): FieldError[] {
  return amount === undefined ? [] : [...validateIntOrPercent(path, amount), ...validateAtMostAll(path, amount)]
}

/** Upstream: ValidatePodDisruptionBudgetStatusUpdate. */
function validateStatus({ status = {} }: KubeObject): FieldError[] {
  return [
    ...validateMetaConditions(status.conditions, 'status.conditions'),
    ...counts.flatMap((name) => nonNegative(`status.${name}`, status[name])),
  ]
}

/** policy/v1 PodDisruptionBudget. Upstream: pkg/registry/policy/poddisruptionbudget. */
export const podDisruptionBudget = workload({
  group: 'policy',
  kind: 'PodDisruptionBudget',
  resource: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  categories: [],
  strategy: {
    ...workloadStrategy({
      applyDefaults(object) {
        object['spec'] ??= {}
      },
      podSpec: () => undefined,
      validate,
      validateUpdate: validate,
    }),
    allowUnconditionalUpdate: false,
    // Upstream holds neither names nor finalizers to more than what any object must keep.
    validateName: nameIsPathSegment,
    allowAnyFinalizer: true,
  },
  status: statusStrategy(validateStatus),
  columns: [
    nameColumn,
    column('Min Available', 'The minimum number of pods that must be available.', ({ spec }) =>
      String(spec?.minAvailable ?? 'N/A')),
    column('Max Unavailable', 'The maximum number of pods that may be unavailable.', ({ spec }) =>
      String(spec?.maxUnavailable ?? 'N/A')),
    column(
      'Allowed Disruptions', 'Calculated number of pods that may be disrupted at this time.',
      ({ status }) => status?.disruptionsAllowed ?? 0, 'integer'),
    ageColumn,
  ],
})
