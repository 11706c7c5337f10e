import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { labelSelectorMatcher, validateLabelSelector } from '../../../apimachinery/selectors.ts'
import { printedSelector } from '../../../apimachinery/selector-form.ts'
import { nonNegative, unsupported } from '../core/validation/fields.ts'
import { validatePodTemplate } from '../core/validation/pod-template.ts'

/** The selector of a workload, which must say something. */
export function validateWorkloadSelector(selector: any, path: string, of = 'deployment'): FieldError[] {
  return selector ? [...validateLabelSelector(selector, path), ...selectsAll(selector, path, of)] : [required(path)]
}

/** An empty selector would take every pod there is. */
export function selectsAll(selector: any, path: string, of: string): FieldError[] {
  const count = Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length
  return !selector || count > 0 ? [] : [invalid(path, printedSelector(selector), `empty selector is invalid for ${of}`)]
}

/** The template of pods that always run. Upstream: ValidatePodTemplateSpecForReplicaSet. */
export function validateSelectedTemplate(spec: any, path: string, old?: any): FieldError[] {
  const matcher = matcherOf(spec.selector)
  if (matcher === undefined) {
    return [invalid(`${path}.selector`, printedSelector(spec.selector), 'invalid label selector')]
  }
  return [
    ...validateTemplateLabels(spec, path),
    ...validatePodTemplate(spec.template, `${path}.template`, old?.template),
    ...validateAlwaysRuns(spec.template?.spec ?? {}, `${path}.template.spec`, 'ReplicaSet'),
  ]
}

/**
 * Pods are found again by the labels of their template. A selector that cannot be read is reported as such, not here.
 */
export function validateTemplateLabels({ selector, template }: any, path: string): FieldError[] {
  const labels = template?.metadata?.labels
  const found = matcherOf(selector)?.(labels) ?? true
  const message = '`selector` does not match template `labels`'
  return found ? [] : [invalid(`${path}.template.metadata.labels`, labels, message)]
}

/** Pods that a controller keeps running neither end nor give up. */
export function validateAlwaysRuns(podSpec: any, path: string, kind: string): FieldError[] {
  const { restartPolicy, activeDeadlineSeconds } = podSpec
  return [
    ...(restartPolicy === 'Always' ? [] : [unsupported(`${path}.restartPolicy`, restartPolicy, ['Always'])]),
    ...(activeDeadlineSeconds === undefined
      ? []
      : [forbidden(`${path}.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`)]),
  ]
}

/** A matcher of pods; undefined for a selector that cannot be read. */
export function matcherOf(selector: any): ReturnType<typeof labelSelectorMatcher> | undefined {
  try {
    return labelSelectorMatcher(selector)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Counts in a status, none of them negative and none above `replicas`; the available are among the ready. */
export function validateReplicaCounts(
  status: any, counts: readonly string[], bounded: readonly string[], ready = 'readyReplicas',
): FieldError[] {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status
  const above = bounded.filter((name) => (status[name] ?? 0) > replicas)
  return [
    ...counts.flatMap((name) => nonNegative(`status.${name}`, status[name])),
    ...above.map((name) => invalid(`status.${name}`, status[name] ?? 0, 'cannot be greater than status.replicas')),
    ...(availableReplicas > readyReplicas
      ? [invalid('status.availableReplicas', availableReplicas, `cannot be greater than ${ready}`)]
      : []),
  ]
}

/** The count of collisions of names, from which names are made, only rises. */
export function undecremented(workload: KubeObject, old: KubeObject): FieldError[] {
  const [now, before] = [workload['status']?.collisionCount, old['status']?.collisionCount]
  const less = before !== undefined && (now === undefined || now < before)
  return less ? [invalid('status.collisionCount', now ?? 0, 'cannot be decremented')] : []
}

/** Upstream prints the internal struct of a strategy, whose fields have Go's names. */
export function printedStrategy({ type, rollingUpdate }: any): unknown {
  if (!rollingUpdate) return { Type: type, RollingUpdate: null }
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate
  return { Type: type, RollingUpdate: { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge } }
}
