import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { validateLabelSelector } from '../../../apimachinery/selectors.ts'
import { nonNegative, unsupported } from '../core/validation/fields.ts'
import { validatePodTemplate } from '../core/validation/pod-template.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { amountOf, validateAtMostAll, validateIntOrPercent } from './int-or-percent.ts'
import { immutableSelector } from './replica-set-validation.ts'
import {
  printedStrategy, selectsAll, undecremented, validateAlwaysRuns, validateTemplateLabels,
} from './workload-validation.ts'

/** Upstream: ValidateDaemonSetSpec. */
export function validateDaemonSet({ spec }: KubeObject, old?: KubeObject): FieldError[] {
  return [
    ...validateLabelSelector(spec.selector, 'spec.selector'),
    ...validateTemplateLabels(spec, 'spec'),
    ...selectsAll(spec.selector, 'spec.selector', 'daemonset'),
    ...validatePodTemplate(spec.template, 'spec.template', old?.['spec'].template),
    ...validateAlwaysRuns(spec.template.spec, 'spec.template.spec', 'DaemonSet'),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateUpdateStrategy(spec.updateStrategy, 'spec.updateStrategy'),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
  ]
}

function validateUpdateStrategy(strategy: any, path: string): FieldError[] {
  switch (strategy.type) {
    case 'OnDelete':
      return []
    case 'RollingUpdate':
      return strategy.rollingUpdate
        ? validateRollingUpdate(strategy.rollingUpdate, `${path}.rollingUpdate`)
        : [required(`${path}.rollingUpdate`)]
    default:
      return [unsupported(path, printedStrategy(strategy), ['RollingUpdate', 'OnDelete'])]
  }
}

function validateRollingUpdate({ maxUnavailable, maxSurge }: any, path: string): FieldError[] {
  const [unavailable, surge] = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0]
  return [
    ...validateIntOrPercent(`${path}.maxUnavailable`, maxUnavailable),
    ...validateIntOrPercent(`${path}.maxSurge`, maxSurge),
    ...validateAtMostAll(`${path}.maxUnavailable`, maxUnavailable),
    ...validateAtMostAll(`${path}.maxSurge`, maxSurge),
    ...(unavailable && surge
      ? [invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero')]
      : []),
    ...(unavailable || surge ? [] : [required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')]),
  ]
}

/** Upstream: ValidateDaemonSetUpdate. */
export function validateDaemonSetUpdate(daemonSet: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(daemonSet, old),
    ...immutableSelector(daemonSet, old),
    ...validateDaemonSet(daemonSet, old),
  ]
}

const counts = [
  'currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration',
  'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount',
]

/** Upstream: ValidateDaemonSetStatusUpdate. */
export function validateDaemonSetStatusUpdate(daemonSet: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(daemonSet, old),
    ...counts.flatMap((name) => nonNegative(`status.${name}`, daemonSet['status']?.[name])),
    ...undecremented(daemonSet, old),
  ]
}
